"""A weight map as a Python function: it can be pasted into a program, needs NumPy alone, and does what the map says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, Size, show
from paramcalc.document.page import Page
from paramcalc.document.subjects.layer import title
from paramcalc.document.subjects.weight_map import axes_text
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import tr, translated
from paramcalc.weights.names import tensor_names
from paramcalc.weights.porting import Move, Porting, Slice


def python(porting: Porting, page: Page) -> str:
    """The source of a function from the source's tensors to the target's, both by their names."""
    source, target = porting.source, porting.target
    name = f"{_identifier(source)}_to_{_identifier(target)}"
    lines = [
        "import numpy as np",
        "",
        "",
        f"def {name}(weights):",
        *(f"    {line}".rstrip() for line in _docstring(porting)),
        "    weights = {name: np.asarray(array) for name, array in weights.items()}",
        *(f"    {line}" for line in _sizes(source)),
        f"    dtype = weights[{_quoted(tensor_names(source)[0])}].dtype",
        "    moved = {",
        *_empty(target),
        "    }",
        *(f"    {_assignment(move)}" for move in porting.moves if move.sources),
        "    return moved",
    ]
    return "\n".join(lines) + "\n"


def _identifier(breakdown: Breakdown) -> str:
    return re.sub(r"\W", "_", f"{breakdown.layer.framework}_{breakdown.layer.name}")


def _docstring(porting: Porting) -> Iterator[str]:
    yield '"""' + translated(tr("The weights of: {layer}", layer=title(porting.source)))
    yield translated(tr("as those of: {layer}.", layer=title(porting.target)))
    yield ""
    yield translated(tr("`weights` maps the names of the tensors to arrays:"))
    yield from _listed(tensor_names(porting.source))
    yield translated(tr("The result does the same for:"))
    yield from _listed(tensor_names(porting.target))
    yield from (translated(tr("Note: {note}.", note=note)) for note in porting.notes)
    yield '"""'


def _listed(names: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(names), NAMES_IN_A_LINE):
        yield f"  {', '.join(names[start : start + NAMES_IN_A_LINE])}"


NAMES_IN_A_LINE = 4


def _sizes(source: Breakdown) -> Iterator[str]:
    """An assignment for each size that is not given: the length of an axis that depends on this size alone."""
    for size in source.free:
        for tensor, name in zip(source.tensors, tensor_names(source), strict=True):
            found = [_length(axis, length, size) for axis, length in enumerate(tensor.shape)]
            if any(found):
                yield f"{size} = weights[{_quoted(name)}].shape{next(filter(None, found))}"
                break


def _length(axis: int, length: Size, size: str) -> str:
    """`[0] // 3` for the first axis with three times the size; empty for an axis that has another length."""
    if not isinstance(length, Polynomial) or length != length.content * Polynomial.symbol(size):
        return ""
    return f"[{axis}]" if length.content == 1 else f"[{axis}] // {length.content}"


def _empty(target: Breakdown) -> Iterator[str]:
    for tensor, name in zip(target.tensors, tensor_names(target), strict=True):
        lengths = [show(length, PYTHON) for length in tensor.shape]
        shape = f"({', '.join(lengths)}{',' if len(lengths) == 1 else ''})"
        yield f"        {_quoted(name)}: np.zeros({shape}, dtype),"


def _assignment(move: Move) -> str:
    turned = ".T" if move.transposed else ""
    parts = [f"{_block('weights', block)}{turned}" for block in move.sources]
    return f"{_block('moved', move.into, is_target=True)} = {' + '.join(parts)}"


def _block(names: str, block: Slice, *, is_target: bool = False) -> str:
    """A block of one of the tensors. A whole tensor is assigned to in place."""
    axes = axes_text(block)
    index = f"[{axes}]" if axes else "[:]" if is_target else ""
    return f"{names}[{_quoted(block.name)}]{index}"


def _quoted(name: str) -> str:
    return f'"{name}"'
