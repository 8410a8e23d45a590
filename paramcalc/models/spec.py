"""A model as it was written down, whatever the way in: layers with their configurations, and who reads from whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple, TypeAlias

from paramcalc.errors import word

TENSOR_WORDS = ("query", "value", "key")
"""The arguments by which attention layers take tensors, in the order in which they are built for them."""

BESIDE = (
    "mask",
    "attention_mask",
    "padding_mask",
    "query_mask",
    "value_mask",
    "key_mask",
    "initial_state",
    "initial_states",
    "states",
    "constants",
    "training",
)
"""The arguments of a call that may be tensors, and are none that a weight depends on."""

INPUT = "InputLayer"
"""The class of what a model begins with."""

RawShape: TypeAlias = "Sequence[int | None]"
"""A shape as files have it: the batch first, None for what is not known."""


class LayerSpec:
    """A layer as it was written down: class, name, configuration.

    Compared by identity, not by value: two uses of the same LayerSpec share their weights. Only the readers change one.

    The configuration's values are plain ones, or other Specs for the layers that a wrapper holds.
    """

    __slots__ = ("built", "config", "frozen", "graph", "kind", "module", "name", "place")

    def __init__(
        self,
        kind: str,
        name: str,
        config: Mapping[str, Any],
        *,
        module: str | None = None,
        built: tuple[RawShape | None, ...] | None = None,
        graph: Graph | None = None,
        place: str = "",
    ) -> None:
        self.kind = word(kind)
        self.name = word(name)
        self.config = dict(config)
        self.module = module
        self.built = built
        """The shapes that the file says it was built for."""
        self.graph = graph
        """Of a model: its layers."""
        self.place = place
        """where it was written: `line 12`."""
        self.frozen = False
        """Whether `trainable = False` was set on it once it was there, which reaches all that is inside."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}>"

    def copy(self, name: str) -> LayerSpec:
        """The same layer again under another name, with weights of its own."""
        return LayerSpec(
            self.kind, name, self.config, module=self.module, built=self.built, graph=self.graph, place=self.place
        )

    def walk(self) -> Iterator[LayerSpec]:
        """Itself and all that is inside, each once."""
        rest, seen = [self], set()
        while rest:
            spec = rest.pop()
            if spec in seen:
                continue
            seen.add(spec)
            yield spec
            rest += reversed(spec.inside())

    def inside(self) -> list[LayerSpec]:
        """The layers that it holds."""
        values = [*self.config.values(), *(self.graph.layers if self.graph else ())]
        held = [each for value in values for each in (value if isinstance(value, (list, tuple)) else (value,))]
        return [each for each in held if isinstance(each, LayerSpec)]

    def freeze(self) -> None:
        """Set `trainable = False`, on all that is inside, too."""
        self.set_trainable(False)

    def set_trainable(self, trainable: bool) -> None:
        """Set `trainable`, on all that is inside, too."""
        for spec in self.walk():
            spec.frozen = not trainable
            if trainable:
                spec.config.pop("trainable", None)


class Ref(NamedTuple):
    """One output of one call of a graph."""

    call: int
    output: int = 0


class GraphCall(NamedTuple):
    """A layer called on what earlier calls gave. An input reads nothing."""

    spec: LayerSpec
    inputs: tuple[Ref, ...]
    recorded: tuple[RawShape | None, ...] = ()
    """The shapes of its inputs, where the file states them."""
    beside: tuple[Ref, ...] = ()
    """What it reads that no weight depends on: masks, states."""


class Graph(NamedTuple):
    """The calls of a model, each behind those that it reads from."""

    calls: tuple[GraphCall, ...]
    outputs: tuple[Ref, ...]
    layers: tuple[LayerSpec, ...]
    """The layers in the order in which a summary lists them."""
    inputs: tuple[int, ...]
    """The calls that are the model's inputs."""


class ModelSpec(NamedTuple):
    """A model as it was written down, with what is known of where."""

    root: LayerSpec
    framework: str
    version: tuple[int, ...]
    """Of the library that wrote it."""
    origin: str
    """The file, or the text."""
    stored: Mapping[str, Sequence[StoredTensor]] | None = None
    """The tensors that the file holds, by layer; None where it holds none, or they were not looked at."""
    notes: tuple[str, ...] = ()
    optimizer: str = ""
    """The optimizer that the model was compiled with, by its class."""
    optimizer_config: Mapping[str, Any] | None = None

    @property
    def generation(self) -> int:
        """1, 2 or 3 of Keras; 0 for another framework."""
        return self.version[0] if self.framework == "keras" and self.version else 0

    @property
    def hands_on_trainable(self) -> bool:
        """Whether what stands around a layer can freeze it: up to Keras 2; in Keras 3 each layer says so itself."""
        return self.generation in (1, 2)


class StoredTensor(NamedTuple):
    """A tensor in a file: its name there and its shape."""

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def count(self) -> int:  # type: ignore[override]  # the field's word, above tuple.count
        """How many numbers it holds."""
        return prod(self.shape)


def chain(kind: str, name: str, layers: Sequence[LayerSpec], shape: RawShape | None, place: str = "") -> LayerSpec:
    """A model whose layers read one from another; `shape`, the batch first, is what the first one reads."""
    config = {} if shape is None else {"batch_shape": tuple(shape)}
    calls = [GraphCall(LayerSpec(INPUT, "", config, place=place), ())]
    calls += [GraphCall(layer, (Ref(position),)) for position, layer in enumerate(layers)]
    graph = Graph(tuple(calls), (Ref(len(layers)),), tuple(dict.fromkeys(layers)), (0,))
    return LayerSpec(kind, name, {}, graph=graph, place=place)
