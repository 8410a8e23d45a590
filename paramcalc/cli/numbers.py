"""`--require-numbers`: a count that is a formula or a lower bound is an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.cli.output import option
from paramcalc.errors import IncompleteError, UsageError
from paramcalc.phrases import joined, tr

if TYPE_CHECKING:
    from paramcalc.document.subjects.model import ModelView

RequireNumbers = Annotated[
    bool, option("--require-numbers", tr("Fail if a count of parameters is a formula or a lower bound, not a number."))
]


def refuse_formulas(totals: Iterable[Size], own: Iterable[str] | None = None) -> None:
    """Raise UsageError if a total of a layer depends on a size that is not given, naming the options for it.

    `own` are the sizes that have an option of their own, where the others are given by `--size`.
    """
    free = sorted({name for total in totals for name in polynomial(total).symbols})
    if free:
        options = dict.fromkeys(_option(name, own) for name in free)
        raise UsageError(_formula(free), tip=tr("give {options}", options=joined(tr(" and "), options)))


def refuse_open_models(view: ModelView) -> None:
    """The same for a model, or for the layer of it that is shown. Raises IncompleteError for a lower bound."""
    counted = view.counted
    free = sorted(polynomial(counted.total).symbols)
    if free:
        symbols = view.model.spec.symbols
        settings = [f"--set {name}=N" for name in free if name in symbols]
        shape = [] if symbols.issuperset(free) else [tr("the shape of the input, for example Input((28, 28))")]
        raise UsageError(_formula(free), tip=tr("give {names}", names=joined(tr(" and "), [*settings, *shape])))
    if counted.is_lower_bound:
        reasons = joined(tr("; "), map(str, counted.unknown)) or tr("the model's layers are not known")
        raise IncompleteError(tr("the total is a lower bound, not a number: {reasons}", reasons=reasons))


def _formula(free: list[str]) -> str:
    """What is wrong with a total that depends on these sizes."""
    return tr("the total is a formula in {names}, not a number", names=", ".join(free))


def _option(name: str, own: Iterable[str] | None) -> str:
    if name.startswith("kernel_"):
        return "--kernel-size N"
    return f"--{name.replace('_', '-')} N" if own is None or name in own else f"--size {name}=N"
