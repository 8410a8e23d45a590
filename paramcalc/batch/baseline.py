"""A baseline: the counts of models in a JSON file, and what has changed since it was written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from paramcalc.algebra.integers import any_length
from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.batch.count import ModelCount
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr
from paramcalc.readers.registry import argument_format
from paramcalc.readers.streams import opened, read_bounded

SCHEMA = 1
"""The version of the file, increased when a change would break a program that reads it."""

MOST_BYTES = 256 * 2**20

Count = int | str
"""A number, or a formula in Python's syntax."""


class Layer(NamedTuple):
    """The counts of a layer in a baseline."""

    name: str
    kind: str
    total: Count
    trainable: Count


class Record(NamedTuple):
    """The counts of a model in a baseline."""

    total: Count
    trainable: Count
    is_lower_bound: bool
    layers: tuple[Layer, ...]


class Change(NamedTuple):
    """A difference between a model and the baseline."""

    kind: str
    """`new model`, `lower bound`, `total`, `trainable`, or of a layer `layer total`, `layer trainable`, `new layer`,
    `layer gone`."""
    layer: str = ""
    """The layer with its class: `gru (GRU)`."""
    before: Count | None = None
    now: Count | None = None

    @property
    def difference(self) -> int | None:
        """By how much the count has grown; None for formulas."""
        before, now = (0 if count is None else count for count in (self.before, self.now))
        return now - before if isinstance(now, int) and isinstance(before, int) else None


class Baseline(NamedTuple):
    """The models of a baseline, by their paths from the folder of its file."""

    folder: str
    models: Mapping[str, Record]

    def changes(self, count: ModelCount) -> tuple[Change, ...]:
        """What has changed in a model since the baseline was written."""
        before = self.models.get(key_of(count.source, self.folder))
        return (Change("new model"),) if before is None else tuple(_changes(before, record_of(count)))

    def left_out(self, counts: Iterable[ModelCount]) -> list[str]:
        """The models of the baseline that are not among these."""
        keys = {key_of(count.source, self.folder) for count in counts}
        return [key for key in self.models if key not in keys]


def key_of(source: str, folder: str) -> str:
    """The name of a model in a baseline: its path from the folder with forward slashes, or the line of layers.

    >>> key_of("models/a.keras", "."), key_of("GRU(3)", ".")
    ('models/a.keras', 'GRU(3)')
    """
    if argument_format(source):
        return source
    try:
        return Path(os.path.relpath(source, folder)).as_posix()
    except ValueError:
        # On another drive.
        return Path(source).absolute().as_posix()


def record_of(count: ModelCount) -> Record:
    """What a baseline keeps of a model."""
    layers = (Layer(layer.name, layer.kind, _count(layer.total), _count(layer.trainable)) for layer in count.by_layer)
    return Record(_count(count.total), _count(count.trainable), count.is_lower_bound, tuple(layers))


def _count(size: Size) -> Count:
    return size.show(PYTHON) if isinstance(size, Polynomial) else size


def _changes(before: Record, now: Record) -> Iterator[Change]:
    """The layers that have changed, then the totals."""
    old, new = _without_renamed(_only(before, now), _only(now, before))
    for name in dict.fromkeys((*new, *old)):
        yield _layer_change(old.get(name), new.get(name))
    if before.is_lower_bound != now.is_lower_bound:
        yield Change("lower bound")
    if before.total != now.total:
        yield Change("total", "", before.total, now.total)
    elif before.trainable != now.trainable:
        yield Change("trainable", "", before.trainable, now.trainable)


def _only(record: Record, other: Record) -> dict[str, Layer]:
    """The layers of a record that the other one does not have exactly so, by name."""
    same = set(other.layers)
    return {layer.name: layer for layer in record.layers if layer not in same}


def _without_renamed(old: dict[str, Layer], new: dict[str, Layer]) -> tuple[dict[str, Layer], dict[str, Layer]]:
    """Without the layers that only have another name now: Keras numbers layers anew in every session."""
    names: dict[Layer, list[str]] = {}
    for name, layer in new.items():
        if name not in old:
            names.setdefault(layer._replace(name=""), []).append(name)
    renamed: set[str] = set()
    for name, layer in old.items():
        others = names.get(layer._replace(name="")) if name not in new else None
        if others:
            renamed |= {name, others.pop(0)}
    left = [{name: layer for name, layer in side.items() if name not in renamed} for side in (old, new)]
    return left[0], left[1]


def _layer_change(before: Layer | None, now: Layer | None) -> Change:
    layer = now or before
    label = f"{layer.name} ({layer.kind})" if layer else ""
    if before is None or now is None:
        kind = "layer gone" if now is None else "new layer"
        return Change(kind, label, before and before.total, now and now.total)
    if before.total != now.total:
        return Change("layer total", label, before.total, now.total)
    return Change("layer trainable", label, before.trainable, now.trainable)


def baseline_text(counts: Iterable[ModelCount], folder: str) -> str:
    """The baseline of these models, for a file in the folder: JSON with a line for each layer, sorted by model."""
    records = {key_of(count.source, folder): record_of(count) for count in counts}
    with any_length():
        models = ",\n".join(f"    {json.dumps(key)}: {_entry(records[key])}" for key in sorted(records))
    return f'{{\n  "schema": {SCHEMA},\n  "models": {{\n{models}\n  }}\n}}\n'


def _entry(record: Record) -> str:
    values = {"total": record.total, "trainable": record.trainable, "lower_bound": record.is_lower_bound}
    layers = ",\n".join(f"      {json.dumps(layer)}" for layer in record.layers)
    return f'{json.dumps(values)[:-1]}, "layers": [\n{layers}\n    ]}}'


def read_baseline(path: str) -> Baseline:
    """The baseline in a file. Raises UsageError for a file that cannot be read, or that is no baseline."""
    with opened(path) as file:
        data = read_bounded(file, MOST_BYTES, path)
    try:
        with any_length():
            document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(tr("{path} is not a baseline: it is no JSON", path=path)) from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA or not isinstance(document.get("models"), dict):
        found = (
            tr("a baseline has the schema {schema}, this file has {given}", schema=SCHEMA, given=shown(schema))
            if schema
            else tr("it has no schema")
        )
        raise UsageError(tr("{path} is not a baseline: {found}", path=path, found=found))
    models = {
        key: _record(entry, tr("{key} in {path}", key=shown(key), path=path))
        for key, entry in document["models"].items()
    }
    return Baseline(str(Path(path).parent), models)


def _record(entry: Any, where: str) -> Record:
    try:
        layers = tuple(_layer(*layer) for layer in entry["layers"])
        return Record(_read(entry["total"]), _read(entry["trainable"]), entry["lower_bound"] is True, layers)
    except (TypeError, KeyError, ValueError) as error:
        raise UsageError(
            tr("{where} is not the entry of a baseline: a key is missing, or has another type", where=where)
        ) from error


def _layer(name: Any, kind: Any, total: Any, trainable: Any) -> Layer:
    if not isinstance(name, str) or not isinstance(kind, str):
        raise TypeError
    return Layer(name, kind, _read(total), _read(trainable))


def _read(count: Any) -> Count:
    if isinstance(count, bool) or not isinstance(count, (int, str)):
        raise TypeError
    return count
