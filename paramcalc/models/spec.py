"""A model as it was written down, from any source: layers with their configurations, and which output each reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple, TypeAlias, TypeVar

from paramcalc.classes import generation
from paramcalc.classes.generation import Generation
from paramcalc.errors import word
from paramcalc.models.printed import PrintedSummary

T = TypeVar("T")

TENSOR_WORDS = ("query", "value", "key")
"""The arguments of attention layers that are tensors, in the order of the shapes that they are built for."""

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
"""The arguments of a call that can be tensors, but that no weight depends on."""

INPUT = "InputLayer"
"""The class of a model's inputs."""

RawShape: TypeAlias = "Sequence[int | None]"
"""A shape as in files: the batch first, None for an unknown length."""


class LayerSpec:
    """A layer as it was written down: class, name, configuration.

    It is compared by identity: two uses of the same LayerSpec share their weights. Only the readers change one.

    The values of the configuration are plain ones, or other LayerSpecs for the layers that a wrapper holds.
    """

    __slots__ = ("built", "config", "frozen", "graph", "held", "kind", "module", "name", "place")

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
        """The shapes that it was built for, according to the file."""
        self.graph = graph
        """The calls of a model's layers; None for a layer."""
        self.place = place
        """Where it was written: `line 12`."""
        self.frozen = False
        """Whether `trainable = False` was set after its construction, which freezes all layers inside."""
        self.held: tuple[StoredTensor, ...] = ()
        """The tensors of a layer in memory, which are its weights where they cannot be derived."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}>"

    def copy(self, name: str) -> LayerSpec:
        """The same layer again under another name, with weights of its own."""
        return LayerSpec(
            self.kind, name, self.config, module=self.module, built=self.built, graph=self.graph, place=self.place
        )

    def walk(self) -> Iterator[LayerSpec]:
        """The layer itself and all layers inside, each once."""
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
        specs: list[LayerSpec] = []
        for value in self.config.values():
            if isinstance(value, LayerSpec):
                specs.append(value)
            elif isinstance(value, (list, tuple)):
                specs += [item for item in value if isinstance(item, LayerSpec)]
        return [*specs, *(self.graph.layers if self.graph else ())]

    def freeze(self) -> None:
        """Set `trainable = False` on this layer and all layers inside."""
        self.set_trainable(False)

    def set_trainable(self, trainable: bool) -> None:
        """Set `trainable` on this layer and all layers inside."""
        for spec in self.walk():
            spec.frozen = not trainable
            if trainable:
                spec.config.pop("trainable", None)


class Ref(NamedTuple):
    """One output of one call of a graph."""

    call: int
    output: int = 0

    def of(self, outputs: Sequence[Sequence[T]]) -> T | None:
        """The output that this refers to, from those of all calls; None if the call has fewer.

        >>> Ref(1).of([["a"], ["b", "c"]]), Ref(0, 1).of([["a"], ["b", "c"]])
        ('b', None)
        """
        of_call = outputs[self.call]
        return of_call[self.output] if self.output < len(of_call) else None


class GraphCall(NamedTuple):
    """A layer called on the outputs of earlier calls. An input reads nothing."""

    spec: LayerSpec
    inputs: tuple[Ref, ...]
    recorded: tuple[RawShape | None, ...] = ()
    """The shapes of its inputs, if the file states them."""
    beside: tuple[Ref, ...] = ()
    """Other tensors that it reads, on which no weight depends: masks, states."""


class Graph(NamedTuple):
    """The calls of a model, each after those whose outputs it reads."""

    calls: tuple[GraphCall, ...]
    outputs: tuple[Ref, ...]
    layers: tuple[LayerSpec, ...]
    """The layers in the order of the summary."""
    inputs: tuple[int, ...]
    """The calls that are the model's inputs."""


class ModelSpec(NamedTuple):
    """A model as it was written down, and where."""

    root: LayerSpec
    framework: str
    version: tuple[int, ...]
    """The version of the library that wrote it."""
    origin: str
    """The name of the file, or the text."""
    stored: Mapping[str, Sequence[StoredTensor]] | None = None
    """The tensors in the file, by layer; None if it has none, or they were not read."""
    notes: tuple[str, ...] = ()
    optimizer: str = ""
    """The class of the optimizer that the model was compiled with."""
    optimizer_config: Mapping[str, Any] | None = None
    symbols: frozenset[str] = frozenset()
    """The names in a line of layers that stand for sizes which are not given."""
    printed: tuple[PrintedSummary, str] | None = None
    """The summary of the model that the source's own output has, and where: `cell 5`."""
    dtype: str = ""
    """The data type to count the weights in; empty for that of each layer."""
    steps: int | None = None
    """The number of steps to count with, where an input leaves it open."""

    @property
    def generation(self) -> Generation:
        """The rules of the framework's version."""
        return generation(self.framework, self.version)


class StoredTensor(NamedTuple):
    """A tensor in a file: its name there and its shape."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool | None = None
    """Whether it is trained; None where that is not stored."""

    @property
    def count(self) -> int:  # type: ignore[override]  # the field's word, above tuple.count
        """The number of its values."""
        return prod(self.shape)


def stated_shape(config: Mapping[str, Any], inside: str = "shape") -> Any:
    """The shape that a configuration states, the batch first; None if it states none.

    `inside` is the word for a shape without the batch.

    >>> stated_shape({"batch_shape": (None, 28)}), stated_shape({"shape": 28, "batch_size": 4})
    ((None, 28), [4, 28])
    """
    for name in ("batch_shape", "batch_input_shape"):
        if config.get(name) is not None:
            return config[name]
    shape = config.get(inside)
    if shape is None:
        return None
    return [config.get("batch_size"), *(shape if isinstance(shape, (list, tuple)) else [shape])]


def chain(kind: str, name: str, layers: Sequence[LayerSpec], shape: RawShape | None, place: str = "") -> LayerSpec:
    """A model in which each layer reads the one before; the first reads `shape`, the batch first."""
    config = {} if shape is None else {"batch_shape": tuple(shape)}
    calls = [GraphCall(LayerSpec(INPUT, "", config, place=place), ())]
    calls += [GraphCall(layer, (Ref(position),)) for position, layer in enumerate(layers)]
    graph = Graph(tuple(calls), (Ref(len(layers)),), tuple(dict.fromkeys(layers)), (0,))
    return LayerSpec(kind, name, {}, graph=graph, place=place)
