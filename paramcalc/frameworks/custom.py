"""A cell of one's own: equations that no framework has, each parameter in a tensor of its own, as written."""

from __future__ import annotations

from collections.abc import Mapping

from paramcalc.equations.cell import BIASES, read
from paramcalc.frameworks.base import CellEntry, Variant
from paramcalc.frameworks.storage import Stored

AS_WRITTEN = (
    Stored("{parameter}", ("kernel", "recurrent_kernel"), "rows columns"),
    Stored("{parameter}", (*BIASES, "peephole", "scale"), "rows"),
)


def custom_cell(equations: str, *, name: str = "cell", gates: Mapping[str, str] | None = None) -> CellEntry:
    """A cell from a text of the equation language, to be given to `layer`.

    `gates` names the gates: equation to name, in the order in which rows are to stand.

    >>> from paramcalc import layer
    >>> minimal = custom_cell('''
    ...     h: units
    ...     f = sigmoid(W_f @ x + U_f @ h + b_f)
    ...     h = (1 - f) * h + f * tanh(W_h @ x + U_h @ (f * h) + b_h)
    ... ''')
    >>> layer(minimal, units=3, input=5).total
    54

    Raises EquationError for a text that cannot be read or whose sizes do not fit.
    """
    read(equations)
    return CellEntry(name, "a cell of your own", gates or {}, {(): Variant(equations, AS_WRITTEN)})
