"""EinsumDense, `keras/src/layers/core/einsum_dense.py`: a kernel and a bias whose axes an equation names."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.classes.base import LayerCall, Outputs, Sizes, whole
from paramcalc.classes.keras.quantized import packed
from paramcalc.classes.rules import size_text
from paramcalc.errors import UsageError, shown

EQUATION = re.compile(
    r"(?P<read>[a-zA-Z]+),(?P<kernel>[a-zA-Z]+)->(?P<given>[a-zA-Z]+)"
    r"|(?P<front>\.\.\.)(?P<front_read>[a-zA-Z]+),(?P<front_kernel>[a-zA-Z]+)->\.\.\.(?P<front_given>[a-zA-Z]+)"
    r"|(?P<back_read>[a-zA-Z]{2,})\.\.\.,(?P<back_kernel>[a-zA-Z]+)->(?P<back_given>[a-zA-Z]+)\.\.\."
)
"""The three kinds that Keras knows: no axes left out, some in front, some behind."""


class Equation(NamedTuple):
    """An equation laid over what the layer reads."""

    read: str
    kernel: str
    given: str
    ahead: int
    """How many axes are left out in front."""
    behind: int


class Einsum(NamedTuple):
    """The same with sizes put in."""

    equation: Equation
    output: tuple[Size | None, ...]
    sizes: dict[str, Size]

    def axes(self, letters: str) -> tuple[Size, ...]:
        """The sizes of these letters."""
        return tuple(self.sizes[letter] for letter in letters)


def equation_of(call: LayerCall) -> Equation:
    """The equation. Raises UsageError for one that is none, or has more axes than what is read."""
    text = call.get("equation")
    found = EQUATION.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise UsageError(f"equation must be of the kind 'abc,cd->abd', got {shown(text)}")
    read, kernel, given = (
        found[name] or found[f"front_{name}"] or found[f"back_{name}"] for name in ("read", "kernel", "given")
    )
    left = len(call.shape) - len(read)
    if left < 0 or (left and found["read"]):
        raise UsageError(f"{text!r} does not fit the {len(call.shape)} axes that it reads")
    return Equation(read, kernel, given, *((left, 0) if found["front"] else (0, left)))


def einsum(call: LayerCall) -> Einsum:
    """The equation with sizes put in. Raises UsageError for one that does not fit."""
    equation = equation_of(call)
    output = _output(call, equation)
    inputs = dict(zip(equation.read, call.shape[equation.ahead :], strict=False))
    outputs = {
        letter: size for letter, size in zip(equation.given, output[equation.ahead :], strict=False) if size is not None
    }
    for letter in inputs.keys() & outputs.keys():
        one, two = inputs[letter], outputs[letter]
        if one != two and not isinstance(one, Polynomial):
            raise UsageError(f"output_shape has {size_text(two)} where {letter!r} of what it reads is {size_text(one)}")
    sizes = {**inputs, **outputs}
    if not set(equation.kernel) <= sizes.keys():
        raise UsageError("equation leaves an axis of the kernel without a size")
    return Einsum(equation, output, sizes)


def _output(call: LayerCall, equation: Equation) -> tuple[Size | None, ...]:
    """What comes out. Of several axes left out in front Keras writes down the later ones first."""
    stated = call.get("output_shape")
    listed = list(stated) if isinstance(stated, (list, tuple)) else [stated]
    partial = [each if each is None else whole("output_shape", each, 1) for each in listed]
    shape, elided = call.shape, len(call.shape) - equation.behind
    output = (shape[0], *shape[1 : equation.ahead][::-1], *partial, *shape[elided:])
    if len(output) != equation.ahead + len(equation.given) + equation.behind:
        raise UsageError(f"{call.get('equation')!r} does not fit output_shape={shown(stated)}")
    return output


def einsum_output(call: LayerCall) -> Outputs:
    """The shape of what comes out."""
    return einsum(call).output  # type: ignore[return-value]  # None stands for a new symbol


def einsum_sizes(call: LayerCall) -> Sizes:
    """The sizes of the weights, those of the quantized forms among them."""
    found = einsum(call)
    equation, kernel, bias = found.equation, found.axes(found.equation.kernel), _bias(call, found)
    summed, kept = (
        "".join(letter for letter in equation.kernel if (letter in equation.given) == wanted)
        for wanted in (False, True)
    )
    return {
        "kernel": kernel,
        "bias": bias,
        "has_bias": bool(bias),
        "others": _others(call, found),
        "scale": _scale(found),
        "front": kernel[:-1],
        "last": kernel[-1],
        **packed(call, product(found.axes(summed)), product(found.axes(kept))),
    }


def _others(call: LayerCall, found: Einsum) -> tuple[Size, ...]:
    """What the output has beside the kernel's axes and the batch: at so many places the kernel is used."""
    equation, shape = found.equation, call.shape
    letters = equation.given[0 if equation.ahead else 1 :]
    named = [found.sizes[letter] for letter in letters if letter not in equation.kernel and letter in found.sizes]
    return (*named, *shape[1 : equation.ahead], *shape[len(shape) - equation.behind :])


def _scale(found: Einsum) -> tuple[Size, ...]:
    """A quantized kernel's scale lies as the output does, 1 wherever the kernel has no axis."""
    equation = found.equation
    named = (found.sizes[letter] if letter in equation.kernel else 1 for letter in equation.given)
    return (*(1,) * equation.ahead, *named, *(1,) * equation.behind)


def _bias(call: LayerCall, found: Einsum) -> tuple[Size, ...]:
    """From the first axis that has a bias to the last, 1 where there is none."""
    axes: Any = call.get("bias_axes")
    equation = found.equation
    if axes is None:
        return ()
    if not axes or not isinstance(axes, str) or not set(axes) <= set(equation.given):
        raise UsageError(f"bias_axes must be letters of the output {equation.given!r}, got {shown(axes)}")
    behind_first = equation.given[min(map(equation.given.index, axes)) :]
    if not set(axes) <= found.sizes.keys():
        raise UsageError("bias_axes has an axis without a size")
    return (*(found.sizes[letter] if letter in axes else 1 for letter in behind_first), *(1,) * equation.behind)
