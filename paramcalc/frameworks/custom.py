"""Custom cells: the user's equations, with a tensor for each parameter."""

from __future__ import annotations

from collections.abc import Mapping

from paramcalc.equations.cell import read
from paramcalc.equations.uses import ROLES
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks.base import CellEntry, Variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

MATRICES = ("kernel", "recurrent_kernel", "projection")

RESERVED = ("cell", "framework", "bias", "bidirectional", "layers", "dtype")
"""The arguments of `layer` that are not sizes; a size with one of these names could not be given."""

AS_WRITTEN = (
    TensorLayout("{parameter}", MATRICES, "rows columns"),
    TensorLayout("{parameter}", tuple(role for role in ROLES if role not in MATRICES), "rows"),
)


def custom_cell(equations: str, *, name: str = "cell", gates: Mapping[str, str] | None = None) -> CellEntry:
    """A cell for `layer` from a text of the equation language.

    `gates` maps equations to the names of their gates, in the order of the rows.

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
    if not isinstance(equations, str):
        raise UsageError(tr("equations are a text, got {equations}", equations=shown(equations)))
    if not isinstance(gates or {}, Mapping) or not all(isinstance(title, str) for title in (gates or {}).values()):
        raise UsageError(tr("gates are a mapping from an equation to the gate's name, got {gates}", gates=shown(gates)))
    cell = read(equations)
    for size in (cell.input, *cell.states.values()):
        if size in RESERVED:
            raise UsageError(tr("no size can be called {size!r}: it is an option of every layer", size=size))
    known = {parameter.gate for parameter in cell.parameters}
    for gate in gates or {}:
        if gate not in known:
            raise unknown(tr("gate"), gate, known)
    return CellEntry(
        " ".join(name.split()), tr("a cell of your own"), gates or {}, {(): Variant(equations, AS_WRITTEN)}
    )
