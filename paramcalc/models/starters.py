"""A definition to start from, for a layer class that is not known: what a file tells about it.

Every line is a guess that fits all layers of the class in the file; `#` marks what the file does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes import common_arguments, layer_classes, other_class
from paramcalc.classes.base import Shape
from paramcalc.classes.messages import shape_text
from paramcalc.errors import printable
from paramcalc.models.result import LayerResult
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, ModelSpec, Ref, StoredTensor, stated_shape
from paramcalc.phrases import tr

FACTORS = (2, 3, 4)
"""A tensor's axis can be so many times as long as an argument: the gates of a recurrent layer lie side by side."""

MOST_CLASSES = 20
"""The most classes for which definitions are written."""

MOST_ARGUMENTS = 50

MOST_KEYS = 1_000
"""A configuration with more keys is none that a constructor wrote."""

HARMLESS = ("_initializer", "_regularizer", "_constraint")
"""The endings of arguments on which no weight depends."""


class Example(NamedTuple):
    """A layer of an unknown class: its arguments, its tensors in the file, the shapes that it reads and gives."""

    spec: LayerSpec
    arguments: Mapping[str, Any]
    """Those of its class: without the ones that every layer of the framework takes."""
    tensors: Sequence[StoredTensor]
    input: Sequence[Size | None] | None
    output: Sequence[Size | None] | None

    def sizes(self) -> dict[str, int]:
        """The numbers that an axis can be: the last axis of the input, and the arguments that are numbers."""
        numbers = {name: value for name, value in self.arguments.items() if type(value) is int and value > 0}
        features = self.input[-1] if self.input else None
        return {**({"input": features} if isinstance(features, int) else {}), **numbers}


def definitions_to_start_from(model_spec: ModelSpec, result: LayerResult) -> str:
    """The text of a TOML file with a table for each unknown class of a model; empty if there is none.

    Classes inside other layers have a table, too, but the file does not tell which tensors are theirs.
    """
    unknown = [
        spec
        for spec in model_spec.root.walk()
        # A layer from a source has a place, but no configuration.
        if spec.graph is None and not spec.place and _name_of(spec).isidentifier()
        if len(spec.config) <= MOST_KEYS and not _is_known(model_spec.framework, spec)
    ]
    classes: dict[str, list[Example]] = {}
    top = dict(_examples(model_spec, result, {*unknown})) if unknown else {}
    for spec in unknown:
        example = top.get(spec) or Example(spec, _own(model_spec.framework, spec), (), None, None)
        classes.setdefault(_name_of(spec), []).append(example)
    tables = [
        "\n".join(_table(model_spec.framework, kind, examples))
        for kind, examples in list(classes.items())[:MOST_CLASSES]
    ]
    return "\n\n".join(tables)


def _name_of(spec: LayerSpec) -> str:
    """The name of a layer's class, without the package that it is registered in: `mine>Scale`."""
    return spec.kind.rpartition(">")[2]


def _is_known(framework: str, spec: LayerSpec) -> bool:
    return (
        spec.kind == INPUT
        or spec.kind in layer_classes(framework)
        or other_class(framework, spec.module, spec.kind) is not None
    )


def _examples(
    model_spec: ModelSpec, result: LayerResult, wanted: Set[LayerSpec]
) -> Iterator[tuple[LayerSpec, Example]]:
    """The wanted layers of the model itself, each with what its first call reads and gives."""
    graph, stored = model_spec.root.graph, model_spec.stored or {}
    if graph is None:
        return
    outputs = {sublayer.name: iter(sublayer.results) for sublayer in result.sublayers}
    shapes: list[tuple[Shape | None, ...]] = []
    for call in graph.calls:
        derived = next(outputs.get(call.spec.name, iter(())), None)
        shapes.append(derived.outputs if derived is not None else ())
    given, seen = _given(graph), set()
    for number, call in enumerate(graph.calls):
        if call.spec in wanted and call.spec not in seen:
            seen.add(call.spec)
            tensors = stored.get(call.spec.name, ())
            read, output = _input(graph, call, shapes), given.get(Ref(number))
            yield call.spec, Example(call.spec, _own(model_spec.framework, call.spec), tensors, read, output)


def _own(framework: str, spec: LayerSpec) -> dict[str, Any]:
    """The arguments in a layer's configuration that are its class's own."""
    common = common_arguments(framework)
    return {
        name: value
        for name, value in spec.config.items()
        if name not in common and name.isidentifier() and not name.endswith(HARMLESS)
    }


def _input(graph: Graph, call: GraphCall, shapes: Sequence[Sequence[Shape | None]]) -> Any:
    """The shape that a call reads: stated by the file, or derived; None for an unknown one."""
    stated = next(filter(None, (*call.recorded[:1], *(call.spec.built or ())[:1])), None)
    if stated is not None or not call.inputs:
        return stated
    start = graph.calls[call.inputs[0].call].spec
    return call.inputs[0].of(shapes) or (stated_shape(start.config) if start.kind == INPUT else None)


def _given(graph: Graph) -> dict[Ref, Any]:
    """The shape that each call gives, as the first layer behind it that states its input has it."""
    given: dict[Ref, Any] = {}
    for call in graph.calls:
        for stated in (call.recorded, call.spec.built or ()):
            for ref, shape in zip(call.inputs, stated, strict=False):
                if shape is not None:
                    given.setdefault(ref, shape)
    return given


def _table(framework: str, kind: str, examples: Sequence[Example]) -> Iterator[str]:
    yield f"[{kind}]"
    if framework != "keras":
        yield f'framework = "{framework}"'
    names = list(dict.fromkeys(name for example in examples for name in example.arguments))
    yield f'arguments = "{", ".join(names[:MOST_ARGUMENTS])}"'
    yield from _weights(examples)
    yield from _output_line(examples)
    yield tr("# macs = 0, or the multiply-adds of a sample: positions * input * units")


def _weights(examples: Sequence[Example]) -> Iterator[str]:
    """A line for each tensor, and above them the tensors that the file has."""
    longest = max(examples, key=lambda example: len(example.tensors))
    if not longest.tensors:
        yield "# the file has no tensors of its own for it; a line for each weight: kernel (input, units) if use_bias"
        yield 'weights = ""'
        return
    for example in examples:
        shapes = ", ".join(f"{printable(tensor.name)} {shape_text(tensor.shape)}" for tensor in example.tensors)
        reads = "" if example.input is None else tr("; it reads {input}", input=_shape(example.input))
        yield tr("# {name} has {value}{reads}", name=example.spec.name, value=shapes or tr("no tensors"), reads=reads)
    yield 'weights = """'
    for place, tensor in enumerate(longest.tensors):
        having = [example for example in examples if place < len(example.tensors)]
        axes = _axes([(example, example.tensors[place].shape) for example in having])
        switch = "" if len(having) == len(examples) else _switch(examples, having)
        yield f"{_name(tensor.name, place)} ({', '.join(axes)}){switch}"
    yield '"""'


def _name(stored: str, place: int) -> str:
    """A name for a tensor: its own, or a number where the file only has one."""
    last = re.sub(r"\W", "_", stored.rpartition("/")[2].partition(":")[0])
    return f"weight_{place + 1}" if last.isdigit() or not last else last


def _axes(shapes: Sequence[tuple[Example, Sequence[int]]]) -> list[str]:
    """A name for each axis that gives its length in every example; else the length, or `input` if it varies."""
    (_, first), *others = shapes
    if any(len(shape) != len(first) for _, shape in others):
        return [str(length) for length in first]
    return [_axis([(example.sizes(), shape[axis]) for example, shape in shapes]) for axis in range(len(first))]


def _axis(pairs: Sequence[tuple[Mapping[str, int], int]]) -> str:
    names = [name for name in pairs[0][0] if all(name in sizes for sizes, _ in pairs)]
    for factor in (1, *FACTORS):
        for name in names:
            if all(factor * sizes[name] == length for sizes, length in pairs):
                return name if factor == 1 else f"{factor} * {name}"
    lengths = {length for _, length in pairs}
    return str(*lengths) if len(lengths) == 1 else "input"


def _switch(examples: Sequence[Example], having: Sequence[Example]) -> str:
    """The argument that is true for exactly the layers that have a tensor; empty for none."""
    for name, value in examples[0].arguments.items():
        if isinstance(value, bool):
            truths = [bool(example.arguments.get(name)) for example in examples]
            if truths == [example in having for example in examples]:
                return f" if {name}"
            if truths == [example not in having for example in examples]:
                return f" if not {name}"
    return ""


def _output_line(examples: Sequence[Example]) -> Iterator[str]:
    """The output's shape, if that of every layer that states one fits; otherwise an example."""
    pairs = [(example, example.input, example.output) for example in examples if example.input and example.output]
    if pairs and all(_shape(one) == _shape(two) for _, one, two in pairs):
        yield 'output = "same"'
        return
    if pairs and all(_shape(one[:-1]) == _shape(two[:-1]) for _, one, two in pairs):
        lengths = [(example.sizes(), two[-1]) for example, _, two in pairs]
        if all(isinstance(length, int) for _, length in lengths):
            yield f'output = "(batch, ..., {_axis(lengths)})"'  # type: ignore[arg-type]  # all are numbers
            return
    yield tr('# output = "same", or a shape: "(batch, ..., units)"')


def _shape(shape: Sequence[Size | None]) -> str:
    return shape_text([Polynomial.symbol("size") if size is None else size for size in shape])
