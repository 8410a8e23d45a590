"""A model layer by layer: what a summary shows, and what it hides. The one place where its numbers are added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import Shape, whole
from paramcalc.errors import Remedy, UsageError, unknown
from paramcalc.layers.breakdown import Breakdown, summed
from paramcalc.models.choices import LayerChoice, choices_in
from paramcalc.models.contradictions import refuse_contradictions
from paramcalc.models.inference import MAX_NESTING, infer
from paramcalc.models.result import (
    LayerResult,
    Source,
    Sublayer,
    Uncounted,
    Weight,
    WeightTotals,
    each_once,
    total,
    total_macs,
)
from paramcalc.models.rows import ParameterRow, keys_of, parameter_rows, rows_unseen
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor
from paramcalc.models.starters import definitions_to_start_from
from paramcalc.models.stored import Difference, compared, filled
from paramcalc.phrases import tr

MOST_LINES = 200_000
"""The most lines of a table with all layers inside: more than a model can have layers."""

MODEL_ROW_KEYS = ("layer", "class", "direction", "gate", "gate_name", "role", "tensor", "trainable", "dtype")
"""The keys by which parameters can be summed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ModelLayer(WeightTotals):
    """One line of a model's table."""

    path: str
    """Its name after those of the models around it: `encoder/gru`."""
    depth: int
    """1 for a layer of the model itself."""
    spec: LayerSpec
    results: tuple[LayerResult, ...]
    """Its calls; none for a layer that is never called."""
    reads: tuple[Source, ...]
    shared: Size
    """The number of its parameters that lines above have, too, and that are counted there."""
    from_file: bool
    """Whether its weights are the tensors in the file, since they cannot be derived."""

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
        """The output shapes of its first call."""
        return self.results[0].outputs if self.results else ()

    @property
    def weights(self) -> tuple[Weight, ...]:
        """Its tensors, including those of the layers inside."""
        return self.results[0].weights if self.results else ()

    @property
    def macs(self) -> Size | None:
        """The multiply-adds of all its calls on one sample; None if they are unknown."""
        return total_macs(self.results)

    @property
    def unknown(self) -> tuple[Uncounted, ...]:
        """The layers whose weights are not known: this one or others inside."""
        reasons = (reason for result in self.results for reason in result.unknown)
        return () if self.from_file else tuple(dict.fromkeys(reasons))

    @property
    def is_lower_bound(self) -> bool:
        """Whether it can have more parameters than `total`."""
        return bool(self.unknown)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on its calls."""
        return tuple(dict.fromkeys(note for result in self.results for note in result.notes))

    @property
    def breakdowns(self) -> tuple[tuple[str, Breakdown], ...]:
        """The gates of a recurrent layer: each direction or cell with its path inside, empty for a single one."""
        return tuple(_breakdowns(self.results[0], "")) if self.results else ()

    @property
    def choices(self) -> tuple[LayerChoice, ...]:
        """The options of the recurrent layers in it whose other setting gives another total."""
        return tuple(choices_in(self.results[0], self.path)) if self.results and not self.from_file else ()

    @property
    def rows(self) -> tuple[ParameterRow, ...]:
        """Its parameters one by one: by gate and role if it has gates, otherwise by tensor."""
        return tuple(parameter_rows(self.path, self.results[0])) if self.results else ()


class Model(WeightTotals):
    """A model: its layers, and their totals.

    Raises UsageError, naming the layer, for a model that cannot be built, and where a file has other tensors than the
    definition of a class gives.
    """

    spec: ModelSpec
    result: LayerResult
    from_file: frozenset[str]
    """The layers whose weights are the tensors in the file, since they cannot be derived."""

    def __init__(self, model_spec: ModelSpec) -> None:
        result = infer(model_spec)
        from_file: frozenset[str] = frozenset()
        if model_spec.stored is not None:
            refuse_contradictions(model_spec.framework, result.sublayers, model_spec.stored)
            result, from_file = filled(result, model_spec.stored, model_spec.dtype)
        self.__dict__.update(spec=model_spec, result=result, from_file=from_file)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.root.name

    @property
    def framework(self) -> str:
        """The framework of its layers."""
        return self.spec.framework

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The lines of its table, without those of the models inside."""
        return self.opened(1)

    def opened(self, depth: int) -> tuple[ModelLayer, ...]:
        """The lines of its table, including those of models and wrappers inside, down to a depth.

        A line shares parameters with the lines above it. Raises UsageError for more lines than a table can have: a
        model that holds another twice, which holds another twice, soon has too many.
        """
        whole("depth", depth, 1)
        lines = tuple(islice(self._lines(self.result.sublayers, "", 1, depth, set()), MOST_LINES + 1))
        if len(lines) > MOST_LINES:
            raise UsageError(
                tr(
                    "there are more than {most:,} layers down to depth {depth}",
                    most=MOST_LINES,
                    depth=depth,
                ),
                remedy=SHALLOW,
            )
        return lines

    def _lines(
        self, sublayers: Sequence[Sublayer], around: str, depth: int, deepest: int, seen: set[Any]
    ) -> Iterator[ModelLayer]:
        for sublayer in sublayers:
            path, results = f"{around}{sublayer.name}", sublayer.results
            yield ModelLayer(
                path=path,
                depth=depth,
                spec=results[0].spec if results else LayerSpec("?", sublayer.name, {}),
                results=results,
                reads=sublayer.reads,
                shared=total(weight for weight in sublayer.weights if weight.key in seen),
                from_file=path in self.from_file,
            )
            if depth < deepest and results:
                yield from self._lines(results[0].sublayers, f"{path}/", depth + 1, deepest, set(seen))
            seen |= keys_of(sublayer.weights)

    def layer(self, name: str) -> ModelLayer:
        """A layer by its path, or by its name if no other layer has it.

        Raises UsageError for an unknown name, with the nearest match, and for a name that several layers have.
        """
        lines = {line.path: line for line in self.opened(MAX_NESTING)}
        if name in lines:
            return lines[name]
        matches = [line for line in lines.values() if line.name == name]
        if len(matches) > 1:
            paths = ", ".join(line.path for line in matches)
            raise UsageError(
                tr("{count} layers are called {name}", count=len(matches), name=name),
                tip=tr("one of {paths}", paths=paths),
            )
        if not matches:
            raise unknown(tr("layer in {name}:", name=self.name), name, lines)
        return matches[0]

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """All tensors, each once."""
        return each_once((line.path, line.weights) for line in self.layers)

    @property
    def tensors(self) -> tuple[Weight, ...]:
        """The same, by the name that they have in the breakdown of a single layer."""
        return self.weights

    @cached_property
    def rows(self) -> tuple[ParameterRow, ...]:
        """All parameters one by one, each once."""
        seen: set[Any] = set()
        lines = (line for line in self.layers if line.results)
        return tuple(row for line in lines for row in rows_unseen(line.path, line.results[0], seen))

    @property
    def choices(self) -> tuple[LayerChoice, ...]:
        """The options of its recurrent layers whose other setting gives another total."""
        return tuple(choices_in(self.result, "", self.from_file))

    @property
    def stored_tensors(self) -> tuple[StoredTensor, ...]:
        """The tensors in the file, if they were read."""
        return tuple(tensor for tensors in (self.spec.stored or {}).values() for tensor in tensors)

    @property
    def macs(self) -> Size | None:
        """The multiply-adds of one sample; None if those of a layer are unknown."""
        return self.result.macs

    @property
    def unknown(self) -> tuple[Uncounted, ...]:
        """The layers whose weights are not known; with any, `total` is a lower bound."""
        return tuple(dict.fromkeys(reason for line in self.layers for reason in line.unknown))

    @property
    def is_lower_bound(self) -> bool:
        """Whether there can be more parameters than `total`."""
        return bool(self.unknown) or not self.layers

    @property
    def definitions(self) -> str:
        """A TOML file with a definition to start from for each unknown class; empty if there is none."""
        return definitions_to_start_from(self.spec, self.result)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The tensors in the file that differ from those derived; empty if they agree, or were not read."""
        stored = self.spec.stored or {}
        return compared(self.result.sublayers, stored, self.from_file) if any(stored.values()) else ()

    def by(self, *keys: str) -> dict[Any, Size]:
        """The counts summed by one or several of MODEL_ROW_KEYS: layer, class, gate, role, ….

        With several keys the result's keys are tuples. Raises UsageError for an unknown key, or none.
        """
        return summed(self.rows, keys, {key: "kind" if key == "class" else key for key in MODEL_ROW_KEYS})


SHALLOW = Remedy("depth", "1")


def _breakdowns(result: LayerResult, path: str) -> Iterator[tuple[str, Breakdown]]:
    if result.breakdown is not None:
        yield path, result.breakdown
    elif result.spec.graph is None:
        for sublayer in result.sublayers:
            inside = f"{path}/{sublayer.name}" if path else sublayer.name
            yield from _breakdowns(sublayer.results[0], inside)
