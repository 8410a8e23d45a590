"""A model over many sizes, in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike, fsdecode
from typing import Any, ClassVar

from paramcalc.api.shown import Shown
from paramcalc.errors import Remedy, UsageError
from paramcalc.layers.breakdown import checked_dtype
from paramcalc.models.breakdown import Model
from paramcalc.models.sweep import ModelSweep
from paramcalc.models.sweep import sweep as sweep_models
from paramcalc.phrases import tr
from paramcalc.readers.files import read_model


class ModelSweepResult(Shown, ModelSweep):
    """The counts of a model over many sizes; `print(s)`, `s.to("csv")`, `pandas.DataFrame(s.to_dicts())`."""

    subject: ClassVar[str] = "model sweep"

    def __repr__(self) -> str:
        return f"<{self.source} over {', '.join(self.names)}: {len(self.points):,} models>"


def sweep(
    source: str | PathLike[str],
    values: Mapping[str, Iterable[int]] | None = None,
    /,
    *,
    framework: str | None = None,
    name: str | None = None,
    set: Mapping[str, Any] | None = None,
    dtype: str = "",
    steps: int | None = None,
    **sizes: Iterable[int],
) -> ModelSweepResult:
    """A line of layers, or Python source, for each combination of the values of some names.

    `sizes` are the names with their values, `values` the same as a dictionary. `set` has further values, `dtype` is the
    data type of the weights, `steps` the number of steps where the input leaves it open.

    >>> result = sweep("Input((None, 6)) > GRU(u) > Dense(3)", u=range(8, 25, 8))
    >>> [(point.values, point.params) for point in result.points]
    [((8,), 411), ((16,), 1203), ((24,), 2379)]

    Raises UsageError, with the values, for a combination that is no model.
    """
    text = source if isinstance(source, str) else fsdecode(source)
    dtype = checked_dtype(dtype) if dtype else ""
    given = dict(set or {})
    many = {**(values or {}), **sizes}
    if both := sorted(many.keys() & given.keys()):
        raise UsageError(tr("{names} has many values and one, too", names=", ".join(both)))

    def model_at(at: dict[str, int]) -> Model:
        try:
            spec = read_model(text, framework=framework, name=name, given={**given, **at}, weights=False)
        except UsageError as error:
            if error.remedy == Remedy("without", "set"):
                raise UsageError(
                    tr("a saved model has no names of sizes"), tip=tr("sweep a line of layers or source")
                ) from error
            raise
        return Model(spec._replace(dtype=dtype, steps=steps))

    lists = {key: [sizes] if isinstance(sizes, int) else list(sizes) for key, sizes in many.items()}
    return ModelSweepResult(*sweep_models(text, lists, model_at))
