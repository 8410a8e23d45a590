"""A model layer by layer: what a summary shows, and what it hides. The one place where its numbers are added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import Shape, whole
from paramcalc.errors import UsageError, unknown
from paramcalc.layers.breakdown import Breakdown, summed
from paramcalc.models.inference import MAX_NESTING, infer
from paramcalc.models.result import LayerResult, Source, Sublayer, Weight, total_macs
from paramcalc.models.rows import ParameterRow, parameter_rows, tensor_rows
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor
from paramcalc.models.stored import Difference, compared, filled

MOST_LINES = 200_000
"""Of a model with all that is inside: more than it may have layers."""

MODEL_ROW_KEYS = ("layer", "class", "direction", "gate", "gate_name", "role", "tensor", "trainable", "dtype")
"""What parameters can be summed by."""


class ModelLayer(NamedTuple):
    """One line of a model's table."""

    path: str
    """Its name, with those of the models around it: `encoder/gru`."""
    depth: int
    """1 for a layer of the model itself."""
    spec: LayerSpec
    results: tuple[LayerResult, ...]
    """Its calls; none for a layer that nothing calls."""
    reads: tuple[Source, ...]
    shared: Size
    """How many of its parameters stand in a line above, too, and are counted there."""
    from_file: bool
    """Whether its weights are those that the file holds, since nothing else tells them."""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """Its class, `GRU`."""
        return self.spec.kind

    @property
    def outputs(self) -> tuple[Shape | None, ...]:
        """The shapes that come out of its first call."""
        return self.results[0].outputs if self.results else ()

    @property
    def weights(self) -> tuple[Weight, ...]:
        """Its tensors, those of the layers inside among them."""
        return self.results[0].weights if self.results else ()

    @property
    def total(self) -> Size:
        """The number of its parameters."""
        return total(self.weights)

    @property
    def trainable(self) -> Size:
        """How many of them are trained."""
        return total(weight for weight in self.weights if weight.trainable)

    @property
    def bytes(self) -> Size:
        """What they take."""
        return total_bytes(self.weights)

    @property
    def macs(self) -> Size | None:
        """The multiply-adds of all its calls on one sample; None where they cannot be told."""
        return total_macs(self.results)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why its weights are not known; empty where they are."""
        return () if self.from_file else tuple(dict.fromkeys(each for node in self.results for each in node.unknown))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth saying of it."""
        return tuple(dict.fromkeys(each for node in self.results for each in node.notes))

    @property
    def breakdowns(self) -> tuple[tuple[str, Breakdown], ...]:
        """The gates of a recurrent layer: each direction or cell with its place inside, a single one with none."""
        return tuple(_breakdowns(self.results[0], "")) if self.results else ()

    @property
    def rows(self) -> tuple[ParameterRow, ...]:
        """Its parameters one by one: by gate and role where it has gates, else by tensor."""
        return tuple(parameter_rows(self.path, self.results[0])) if self.results else ()


class Model:
    """A model: its layers, and what they add up to.

    Raises UsageError, naming the layer, for what cannot be built.
    """

    spec: ModelSpec
    result: LayerResult
    from_file: frozenset[str]
    """The layers whose weights are those that the file holds, since nothing else tells them."""

    def __init__(self, model_spec: ModelSpec) -> None:
        result = infer(model_spec)
        from_file: frozenset[str] = frozenset()
        if model_spec.stored is not None:
            result, from_file = filled(result, model_spec.stored)
        self.__dict__.update(spec=model_spec, result=result, from_file=from_file)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.root.name

    @property
    def framework(self) -> str:
        """Whose layers it has."""
        return self.spec.framework

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The lines of its table, without those of the models inside."""
        return self.opened(1)

    def opened(self, depth: int) -> tuple[ModelLayer, ...]:
        """The lines with those of the models and wrappers inside, down to a depth.

        What a line shares is what it has in common with those above it. Raises UsageError for more lines than can be
        shown: a model that holds another twice, which holds another twice, soon has too many.
        """
        whole("depth", depth, 1)
        seen: set[Any] = set()
        lines = tuple(islice(self._lines(self.result.sublayers, "", 1, depth, seen), MOST_LINES + 1))
        if len(lines) > MOST_LINES:
            raise UsageError(f"there are more than {MOST_LINES:,} layers down to depth {depth}", tip="--depth 1")
        return lines

    def _lines(
        self, parts: Sequence[Sublayer], around: str, depth: int, deepest: int, seen: set[Any]
    ) -> Iterable[ModelLayer]:
        for part in parts:
            spec = part.results[0].spec if part.results else LayerSpec("?", part.name, {})
            path = f"{around}{part.name}"
            weights = part.results[0].weights if part.results else ()
            shared = total(weight for weight in weights if weight.key in seen)
            line = ModelLayer(path, depth, spec, part.results, part.reads, shared, path in self.from_file)
            yield line
            if depth < deepest and part.results:
                yield from self._lines(part.results[0].sublayers, f"{path}/", depth + 1, deepest, set(seen))
            seen.update(weight.key for weight in weights)

    def layer(self, name: str) -> ModelLayer:
        """A layer by its path, or by its name alone where no other has it.

        Raises UsageError for a name that there is not, with the nearest match, and for one that several have.
        """
        lines = {line.path: line for line in self.opened(MAX_NESTING)}
        if name in lines:
            return lines[name]
        found = [line for line in lines.values() if line.name == name]
        if len(found) > 1:
            raise UsageError(
                f"{len(found)} layers are called {name}", tip=f"one of {', '.join(each.path for each in found)}"
            )
        if not found:
            raise unknown(f"layer in {self.name}:", name, lines)
        return found[0]

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """All tensors, each once."""
        found: dict[Any, Weight] = {}
        for line in self.layers:
            for weight in line.weights:
                found.setdefault(weight.key, weight._replace(name=f"{line.path}/{weight.name}"))
        return tuple(found.values())

    @property
    def tensors(self) -> tuple[Weight, ...]:
        """The same by the name that a single layer's breakdown has for them."""
        return self.weights

    @cached_property
    def rows(self) -> tuple[ParameterRow, ...]:
        """All parameters one by one, each once."""
        seen: set[Any] = set()
        rows: list[ParameterRow] = []
        for line in self.layers:
            keys = {weight.key for weight in line.weights}
            if not keys & seen:
                rows += line.rows
            elif keys - seen and line.results:
                rows += tensor_rows(line.path, line.results[0], seen)
            seen |= keys
        return tuple(rows)

    @cached_property
    def total(self) -> Size:
        """The number of parameters, shared ones once: what `count_params()` says."""
        return total(self.weights)

    @property
    def trainable(self) -> Size:
        """How many of them are trained."""
        return total(weight for weight in self.weights if weight.trainable)

    @property
    def non_trainable(self) -> Size:
        """How many of them are not."""
        return total(weight for weight in self.weights if not weight.trainable)

    @property
    def bytes(self) -> Size:
        """What they take."""
        return total_bytes(self.weights)

    @property
    def trainable_bytes(self) -> Size:
        """What those take that are trained."""
        return total_bytes(weight for weight in self.weights if weight.trainable)

    @property
    def non_trainable_bytes(self) -> Size:
        """What those take that are not."""
        return total_bytes(weight for weight in self.weights if not weight.trainable)

    @property
    def stored_tensors(self) -> tuple[StoredTensor, ...]:
        """The tensors that the file holds, as far as they were looked at."""
        return tuple(each for tensors in (self.spec.stored or {}).values() for each in tensors)

    @property
    def macs(self) -> Size | None:
        """The multiply-adds of one sample; None where those of a layer cannot be told."""
        return self.result.macs

    @property
    def unknown(self) -> tuple[str, ...]:
        """The layers whose weights nothing tells; with any, `total` is a lower bound."""
        return tuple(dict.fromkeys(each for line in self.layers for each in line.unknown))

    @property
    def is_lower_bound(self) -> bool:
        """Whether there may be more parameters than `total` says."""
        return bool(self.unknown) or not self.layers

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Where the tensors that the file holds are others than those derived; empty where they agree, or were not
        looked at.
        """
        stored = self.spec.stored or {}
        return compared(self.result.sublayers, stored, self.from_file) if any(stored.values()) else ()

    def by(self, *keys: str) -> dict[Any, Size]:
        """The counts summed by one or several of MODEL_ROW_KEYS: layer, class, gate, role, ….

        With several keys the result's keys are tuples. Raises UsageError for an unknown key, or none.
        """
        return summed(self.rows, keys, {key: "kind" if key == "class" else key for key in MODEL_ROW_KEYS})


def total(weights: Iterable[Weight]) -> Size:
    """The sum of the counts of these tensors."""
    found: Size = 0
    for weight in weights:
        found = found + weight.count
    return found


def total_bytes(weights: Iterable[Weight]) -> Size:
    """What these tensors take."""
    found: Size = 0
    for weight in weights:
        found = found + weight.bytes
    return found


def _breakdowns(node: LayerResult, place: str) -> Iterable[tuple[str, Breakdown]]:
    if node.breakdown is not None:
        yield place, node.breakdown
    elif node.spec.graph is None:
        for part in node.sublayers:
            inside = f"{place}/{part.name}" if place else part.name
            yield from _breakdowns(part.results[0], inside)
