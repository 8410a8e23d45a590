"""The graph of a functional model in a Keras configuration of any generation.

A layer has one node for each of its calls. A node names each tensor that it reads by its history: layer, node, output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

from paramcalc.errors import UsageError, shown, word
from paramcalc.models.spec import BESIDE, TENSOR_WORDS, Graph, GraphCall, LayerSpec, RawShape, Ref
from paramcalc.phrases import tr

MAX_ARGUMENT_DEPTH = 20
"""Levels of lists and dictionaries inside one another in the arguments of a call."""

History: TypeAlias = "tuple[str, int, int]"
"""The origin of a tensor: layer, node, output."""

Tensor: TypeAlias = "tuple[History, RawShape | None]"
"""A tensor that is read, with its shape where the file states it."""


class Node(NamedTuple):
    """One call of a layer. Masks and states are kept beside the inputs: no weight depends on their shapes."""

    inputs: Sequence[Tensor] = ()
    beside: Sequence[Tensor] = ()

    @property
    def histories(self) -> list[History]:
        """The origins of everything that the call reads."""
        return [history for history, _ in (*self.inputs, *self.beside)]


def functional_graph(
    config: Mapping[str, Any], place: str, read_layer: Callable[[Any, str], LayerSpec], generation: int
) -> Graph:
    """The graph of a functional model. Its calls are ordered so that each reads from earlier ones only.

    `read_layer` reads one entry of the configuration's layers; it is given the entry and the entry's place.

    Raises UsageError for layers that read from one another in a circle, and for references to missing nodes.
    """
    specs: dict[str, LayerSpec] = {}
    nodes: dict[str, list[Node]] = {}
    for number, entry in enumerate(config["layers"]):
        spec = read_layer(entry, tr("layer {number} of {place}", number=number, place=place))
        name = str(entry.get("name") or spec.name)
        if name in specs:
            raise UsageError(tr("{place} has two layers called {name}", place=place, name=shown(name)))
        inbound = entry.get("inbound_nodes") or []
        if not isinstance(inbound, list):
            raise UsageError(
                tr(
                    "{name} in {place}: inbound_nodes must be a list, got {inbound}",
                    name=spec.name,
                    place=place,
                    inbound=shown(inbound),
                )
            )
        # An input has one node that reads nothing.
        specs[name], nodes[name] = spec, [_node(call) for call in inbound] or [Node()]
    inputs, outputs = (_tensors(config.get(end), _plain_history) for end in ("input_layers", "output_layers"))
    ends = [history for history, _ in (*inputs, *outputs)]
    nested = {name for name, spec in specs.items() if spec.graph and spec.kind != "Sequential"}
    numbering = _Numbering(nodes, ends, nested if generation >= 3 else None, place)
    all_nodes = [(name, node) for name, layer in nodes.items() for node in layer]
    order = _ordered(all_nodes, numbering, place)
    position = {index: call for call, index in enumerate(order)}

    def refs(tensors: Sequence[Tensor], at_end: bool = False) -> tuple[Ref, ...]:
        return tuple(Ref(position[numbering.index(history, at_end)], history[2]) for history, _ in tensors)

    calls = []
    for name, node in map(all_nodes.__getitem__, order):
        shapes = tuple(shape for _, shape in node.inputs)
        calls.append(GraphCall(specs[name], refs(node.inputs), shapes, refs(node.beside)))
    starts = tuple(ref.call for ref in refs(inputs, at_end=True))
    return Graph(tuple(calls), refs(outputs, at_end=True), tuple(specs.values()), starts)


class _Numbering:
    """The number that the file gives to the first node of each layer: 0, or 1 for some nested models.

    Up to Keras 2, node 0 of a nested model is the model's own. Keras 3 numbers the nodes of a nested functional model
    from 0 where layers read them, and from 1 in the model's inputs and outputs.
    """

    def __init__(
        self, nodes: Mapping[str, Sequence[Node]], ends: list[History], nested: set[str] | None, place: str
    ) -> None:
        """`nested` has the functional models inside a model of Keras 3; it is None for an older Keras."""
        self.nodes = nodes
        self.place = place
        self.start = dict(zip(nodes, accumulate(map(len, nodes.values()), initial=0), strict=False))
        inner = [history for layer in nodes.values() for node in layer for history in node.histories]
        self.first = self._first_numbers(inner if nested is not None else [*inner, *ends])
        self.first_at_end = self.first
        if nested is not None:
            self.first_at_end = {**self._first_numbers(ends), **dict.fromkeys(nested, 1)}

    def _first_numbers(self, histories: Sequence[History]) -> dict[str, int]:
        highest: dict[str, int] = {}
        for name, number, _ in histories:
            highest[name] = max(highest.get(name, 0), number)
        return {name: int(name in self.nodes and number >= len(self.nodes[name])) for name, number in highest.items()}

    def index(self, history: History, at_end: bool = False) -> int:
        """The position, among all nodes, of the one that a tensor comes from. Raises UsageError for a missing node."""
        name, number, _ = history
        index = number - (self.first_at_end if at_end else self.first).get(name, 0)
        if not 0 <= index < len(self.nodes.get(name, ())):
            raise UsageError(
                tr(
                    "{place} reads from call {number} of {name}, which it does not have",
                    place=self.place,
                    number=number,
                    name=shown(name),
                )
            )
        return self.start[name] + index


def _ordered(all_nodes: Sequence[tuple[str, Node]], numbering: _Numbering, place: str) -> list[int]:
    """The positions of all nodes, each behind those that it reads from."""
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(len(all_nodes)), ()))
    for index, (_, node) in enumerate(all_nodes):
        sorter.add(index, *map(numbering.index, node.histories))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        names = " -> ".join(word(all_nodes[index][0]) for index in error.args[1][:10])
        raise UsageError(
            tr("{place}: layers read from one another in a circle: {names}", place=place, names=names)
        ) from error


def _node(entry: Any) -> Node:
    """A node as Keras 3 writes it, a dictionary of arguments, or as older ones do, a list of histories.

    A history of Keras 2 may have a fourth item: the call's other arguments by name.
    """
    calls: list[tuple[Any, Any]]
    if isinstance(entry, dict):
        find, calls = _keras_tensor, [(entry.get("args"), entry.get("kwargs"))]
    else:
        find = _plain_history
        histories = [entry] if is_history(entry) else entry if isinstance(entry, list) else []
        calls = [(history, history[3] if is_history(history) and len(history) == 4 else None) for history in histories]
    inputs: list[Tensor] = []
    beside: list[Tensor] = []
    for arguments, named in calls:
        named = named if isinstance(named, dict) else {}
        # The data in the order in which a layer takes them; masks and states go beside.
        data = [named[name] for name in dict.fromkeys((*TENSOR_WORDS, *named)) if name in named and name not in BESIDE]
        inputs += _tensors([arguments, *data], find)
        beside += _tensors([named[name] for name in BESIDE if name in named], find)
    return Node(inputs, beside)


def _tensors(value: Any, find: Callable[[Any], Tensor | None], depth: int = 0) -> list[Tensor]:
    """All tensors in a value, at any depth. `find` gives the tensor that a value stands for, or None."""
    if depth > MAX_ARGUMENT_DEPTH:
        raise UsageError(tr("the arguments of a call are nested too deeply"))
    if (tensor := find(value)) is not None:
        return [tensor]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [tensor for part in parts for tensor in _tensors(part, find, depth + 1)]


def _keras_tensor(value: Any) -> Tensor | None:
    """The tensor that Keras 3 wrote: its history, and its shape."""
    if not isinstance(value, dict) or value.get("class_name") != "__keras_tensor__":
        return None
    config = value.get("config")
    config = config if isinstance(config, dict) else {}
    tensor = _plain_history(config.get("keras_history"))
    if tensor is None:
        raise UsageError(
            tr("a tensor comes from [layer, call, output], got {value}", value=shown(config.get("keras_history")))
        )
    shape = config.get("shape")
    return tensor[0], shape if isinstance(shape, list) else None


def _plain_history(value: Any) -> Tensor | None:
    """The tensor that an older Keras wrote: a history, without a shape."""
    return ((value[0], value[1], value[2]), None) if is_history(value) else None


def is_history(value: Any) -> bool:
    """Whether a value says where a tensor comes from.

    >>> is_history(["gru", 0, 0]), is_history(["gru", 0, 0, {"mask": None}]), is_history([None, 5, 3])
    (True, True, False)
    """
    if not isinstance(value, list) or len(value) not in (3, 4) or not isinstance(value[0], str):
        return False
    return all(type(number) is int and 0 <= number < 10**6 for number in value[1:3])
