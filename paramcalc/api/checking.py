"""Whether a formula is right, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from paramcalc.algebra.integers import whole_number
from paramcalc.api import layer
from paramcalc.api.shown import Shown
from paramcalc.errors import UsageError, shown
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import tr
from paramcalc.questions import check as checking
from paramcalc.questions.conventions import SIZES, known_layer


class CheckResult(Shown, checking.Check):
    """What a formula counts; `print(c)`, `c.to("json")`."""

    subject: ClassVar[str] = "check"


def check(
    formula: str,
    what: str | Breakdown | None = None,
    *,
    where: Mapping[str, str | int] | None = None,
    **settings: Any,
) -> CheckResult:
    """Whether a formula counts a layer, and if not, which parameters the difference consists of.

    `what` is the layer that is asked for, a breakdown or a cell with the arguments of `layer`; without it, every layer
    of every framework is compared. `where` says what the names in the formula stand for.

    >>> result = check("(n_features + n_units) * (n_units * 3) + n_units * 3", "gru")
    >>> result.is_right, result.closest[0].parts[0].parameters
    (False, ('c_z', 'c_r', 'c_h'))

    Raises UsageError for a text that is no formula.
    """
    if not isinstance(formula, str):
        raise UsageError(tr("a formula is a text, got {formula}", formula=shown(formula)))
    if what is None:
        sizes = {
            name: whole_number(name, settings.pop(name), least=1)
            for name in tuple(settings)
            if name in SIZES and settings[name] is not None
        }
        known = known_layer(None, settings.pop("framework", None), settings)
        return CheckResult(*checking.check(formula, known=known, sizes=sizes, where=where))
    asked = what if isinstance(what, Breakdown) else layer(what, **settings)
    return CheckResult(*checking.check(formula, asked, where=where))
