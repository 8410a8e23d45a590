"""The graph of a functional model in a configuration, in the words of any Keras: layers, calls, and who reads whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from paramcalc.errors import UsageError, shown
from paramcalc.models.spec import BESIDE, TENSOR_WORDS, Graph, GraphCall, LayerSpec, RawShape, Ref

History: TypeAlias = "tuple[str, int, int]"
"""Where a tensor comes from: layer, call, output."""


class Functional:
    """The graph of a functional model: who reads from whom, by name, call and output."""

    def __init__(
        self,
        layer: Callable[[Any, str, int], LayerSpec],
        config: Mapping[str, Any],
        place: str,
        depth: int,
        generation: int,
    ) -> None:
        self.config = config
        self.place = place
        self.specs: dict[str, LayerSpec] = {}
        self.nodes: dict[str, list[_Node]] = {}
        for number, entry in enumerate(config["layers"]):
            spec = layer(entry, f"layer {number} of {place}", depth + 1)
            name = str(entry.get("name") or spec.name)
            if name in self.specs:
                raise UsageError(f"{place} has two layers called {shown(name)}")
            inbound = entry.get("inbound_nodes") or []
            if not isinstance(inbound, list):
                raise UsageError(f"{spec.name} in {place}: inbound_nodes must be a list, got {shown(inbound)}")
            self.specs[name] = spec
            self.nodes[name] = [_node(each) for each in inbound] or [_Node((), (), ())]
        inside = [each for nodes in self.nodes.values() for node in nodes for each in node.all]
        self.ends = [_histories(self.config.get(f"{end}_layers")) for end in ("input", "output")]
        ends = [each for end in self.ends for each in end]
        # Keras 3 counts the calls of a functional model from 0 where layers read them, and from 1 at the end.
        apart = generation >= 3
        self.offsets = self._offsets(inside if apart else [*inside, *ends])
        self.end_offsets = self._offsets(ends) if apart else self.offsets
        if apart:
            held = {name: 1 for name, spec in self.specs.items() if spec.graph and spec.kind != "Sequential"}
            self.end_offsets = {**self.end_offsets, **held}

    def _offsets(self, histories: Sequence[History]) -> dict[str, int]:
        """Up to Keras 2 a model that is called as a layer was called once before, by itself: its calls count from 1."""
        highest: dict[str, int] = {}
        for name, call, _ in histories:
            highest[name] = max(highest.get(name, 0), call)
        return {name: int(name in self.nodes and call >= len(self.nodes[name])) for name, call in highest.items()}

    def graph(self) -> Graph:
        """The calls, each behind those that it reads from. Raises UsageError for a circle and for unknown names."""
        order = self._ordered()
        places = {key: place for place, key in enumerate(order)}
        calls = []
        for name, number in order:
            node = self.nodes[name][number]
            reads, beside = (tuple(Ref(places[self._key(each)], each[2]) for each in kind) for kind in node.kinds)
            calls.append(GraphCall(self.specs[name], reads, node.shapes, beside))
        starts, ends = self.ends
        outputs = tuple(Ref(places[self._key(each, self.end_offsets)], each[2]) for each in ends)
        inputs = tuple(places[self._key(each, self.end_offsets)] for each in starts)
        return Graph(tuple(calls), outputs, tuple(self.specs.values()), inputs)

    def _key(self, history: History, offsets: Mapping[str, int] | None = None) -> tuple[str, int]:
        name, call, _ = history
        number = call - (self.offsets if offsets is None else offsets).get(name, 0)
        if name not in self.nodes or not 0 <= number < len(self.nodes[name]):
            raise UsageError(f"{self.place} reads from call {call} of {shown(name)}, which it does not have")
        return name, number

    def _ordered(self) -> list[tuple[str, int]]:
        waiting: dict[tuple[str, int], int] = {}
        readers: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for name, nodes in self.nodes.items():
            for number, node in enumerate(nodes):
                waiting[name, number] = len(node.all)
                for each in node.all:
                    readers.setdefault(self._key(each), []).append((name, number))
        ready = [key for key, count in waiting.items() if not count]
        order = []
        for key in ready:
            order.append(key)
            for reader in readers.get(key, ()):
                waiting[reader] -= 1
                if not waiting[reader]:
                    ready.append(reader)
        if len(order) < len(waiting):
            stuck = next(name for (name, _), count in waiting.items() if count)
            raise UsageError(f"{self.place}: the layers around {stuck!r} read from one another in a circle")
        return order


class _Node:
    """One call of a layer in a functional model: what it reads, and of which shapes where the file says so.

    A mask or a state is read, too, but it is no input whose shape a weight depends on: those stand beside.
    """

    __slots__ = ("kinds", "shapes")

    def __init__(self, reads: Sequence[History], shapes: Sequence[RawShape | None], beside: Sequence[History]) -> None:
        self.kinds = (tuple(reads), tuple(beside))
        self.shapes = tuple(shapes)

    @property
    def all(self) -> tuple[History, ...]:
        """Everything that it reads."""
        return (*self.kinds[0], *self.kinds[1])


def _node(value: Any) -> _Node:
    """A call in the words of any generation."""
    if isinstance(value, dict):
        named = value.get("kwargs")
        data, beside = _by_kind(named if isinstance(named, dict) else {})
        found: list[tuple[History, RawShape | None]] = []
        others: list[tuple[History, RawShape | None]] = []
        _tensors([value.get("args"), *data], found, 0)
        _tensors(beside, others, 0)
        histories = [history for history, _ in found]
        return _Node(histories, [shape for _, shape in found], [history for history, _ in others])
    reads: list[History] = []
    behind: list[History] = []
    for entry in [value] if is_history(value) else value if isinstance(value, list) else []:
        reads += _histories(entry)
        named = entry[3] if is_history(entry) and len(entry) == 4 else None
        if isinstance(named, dict):
            data, beside = _by_kind(named)
            reads += _histories(data)
            behind += _histories(beside)
    return _Node(reads, [None] * len(reads), behind)


def _by_kind(named: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """The arguments of a call that are data, in the order in which a layer takes them, and those beside."""
    data = [named[name] for name in TENSOR_WORDS if name in named]
    data += [value for name, value in named.items() if name not in (*TENSOR_WORDS, *BESIDE)]
    return data, [named[name] for name in BESIDE if name in named]


def _tensors(value: Any, found: list[tuple[History, RawShape | None]], depth: int) -> None:
    """The tensors of a call of Keras 3, however nested."""
    if depth > 20:
        raise UsageError("the arguments of a call are nested too deeply")
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        config = value.get("config")
        config = config if isinstance(config, dict) else {}
        shape = config.get("shape")
        found.append((_history(config.get("keras_history")), shape if isinstance(shape, list) else None))
    elif isinstance(value, dict):
        for each in value.values():
            _tensors(each, found, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _tensors(each, found, depth + 1)


def _history(value: Any) -> History:
    if is_history(value):
        return value[0], value[1], value[2]
    raise UsageError(f"a tensor comes from [layer, call, output], got {shown(value)}")


def is_history(value: Any) -> bool:
    """Whether something says where a tensor comes from."""
    if not isinstance(value, (list, tuple)) or len(value) not in (3, 4) or not isinstance(value[0], str):
        return False
    return all(isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 10**6 for each in value[1:3])


def _histories(value: Any, depth: int = 0) -> list[History]:
    """All [layer, call, output] in a value, however nested."""
    if depth > 20:
        raise UsageError("the inputs of a call are nested too deeply")
    if is_history(value):
        return [_history(value)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [each for part in value for each in _histories(part, depth + 1)]
    return []
