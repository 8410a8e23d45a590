"""paramcalc: how many parameters a recurrent layer has, and why.

>>> import paramcalc
>>> b = paramcalc.gru(units=75, input=28)
>>> b.total
23625
>>> print(b.formula)
3·(input·units + units² + 2·units)
"""

from __future__ import annotations

from paramcalc.api import LayerBreakdown, convert, gru, layer, lstm, rnn, verify
from paramcalc.breakdown import Breakdown, Row, Tensor
from paramcalc.errors import EquationError, ExitCode, MissingDependencyError, ParamcalcError, UsageError
from paramcalc.frameworks.custom import custom_cell
from paramcalc.polynomial import Polynomial

__version__ = "0.1.0"

__all__ = [
    "Breakdown",
    "EquationError",
    "ExitCode",
    "LayerBreakdown",
    "MissingDependencyError",
    "ParamcalcError",
    "Polynomial",
    "Row",
    "Tensor",
    "UsageError",
    "__version__",
    "convert",
    "custom_cell",
    "gru",
    "layer",
    "lstm",
    "rnn",
    "verify",
]
