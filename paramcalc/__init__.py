"""paramcalc: how many parameters a recurrent layer has, and why.

>>> import paramcalc
>>> b = paramcalc.gru(units=75, input=28)
>>> b.total
23625
>>> print(b.formula)
3·(input·units + units² + 2·units)
"""

from __future__ import annotations

import copyreg
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.api import LayerBreakdown, convert, gru, layer, lstm, model, read, rnn, verify
from paramcalc.errors import (
    EquationError,
    ExitCode,
    IncompleteError,
    LimitError,
    MissingDependencyError,
    ParamcalcError,
    UsageError,
)
from paramcalc.frameworks.custom import custom_cell
from paramcalc.layers.breakdown import Breakdown, Row, Tensor
from paramcalc.phrases import set_language

if TYPE_CHECKING:
    from paramcalc.api.checking import CheckResult, check
    from paramcalc.api.comparison import LayerComparison, LayerSweep, compare
    from paramcalc.api.defining import Definitions, define
    from paramcalc.api.identifying import IdentifyResult, identify
    from paramcalc.api.models import ModelBreakdown
    from paramcalc.api.solving import SolveResult, solve
    from paramcalc.api.summaries import SummariesResult, identify_summary
    from paramcalc.api.sweeping import ModelSweepResult, sweep

__version__ = "0.1.0"

__all__ = [
    "Breakdown",
    "CheckResult",
    "Definitions",
    "EquationError",
    "ExitCode",
    "IdentifyResult",
    "IncompleteError",
    "LayerBreakdown",
    "LayerComparison",
    "LayerSweep",
    "LimitError",
    "MissingDependencyError",
    "ModelBreakdown",
    "ModelSweepResult",
    "ParamcalcError",
    "Polynomial",
    "Row",
    "SolveResult",
    "SummariesResult",
    "Tensor",
    "UsageError",
    "__version__",
    "check",
    "compare",
    "convert",
    "custom_cell",
    "define",
    "gru",
    "identify",
    "identify_summary",
    "layer",
    "lstm",
    "model",
    "read",
    "rnn",
    "set_language",
    "solve",
    "sweep",
    "verify",
]


# Results hold read-only dictionaries, which pickle does not know by itself; results are sent between processes.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


_LATER = {
    "ModelBreakdown": "paramcalc.api.models",
    **dict.fromkeys(("SummariesResult", "identify_summary"), "paramcalc.api.summaries"),
    **dict.fromkeys(("Definitions", "define"), "paramcalc.api.defining"),
    **dict.fromkeys(("ModelSweepResult", "sweep"), "paramcalc.api.sweeping"),
    **dict.fromkeys(("CheckResult", "check"), "paramcalc.api.checking"),
    **dict.fromkeys(("IdentifyResult", "identify"), "paramcalc.api.identifying"),
    **dict.fromkeys(("SolveResult", "solve"), "paramcalc.api.solving"),
    **dict.fromkeys(("LayerComparison", "LayerSweep", "compare"), "paramcalc.api.comparison"),
}


def __getattr__(name: str) -> Any:
    """What is not needed for a single layer is imported when it is asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
