"""PyTorch's recurrent layers and cells, `torch/nn/modules/rnn.py`; the equations are in `frameworks`."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import CellChoice, LayerCall, LayerEntry, Outputs, Shape, whole
from paramcalc.classes.messages import axes_text, shape_text
from paramcalc.classes.pytorch.common import SEQUENCE, reads
from paramcalc.classes.rules import states_of
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import CellEntry
from paramcalc.phrases import tr


def _projection(call: LayerCall) -> int:
    """The size that an LSTM's output is projected to; 0 for none."""
    size = whole("proj_size", call.get("proj_size", 0))
    units = call.free_size("hidden_size")
    if size and isinstance(units, int) and size >= units:
        raise UsageError(tr("proj_size={size} must be smaller than hidden_size={units}", size=size, units=units))
    return size


def _cell_choice(cell: str, *, single: bool = False) -> Callable[[LayerCall], CellChoice]:
    """The cell that a configuration chooses: of a layer, or a single one."""

    def choose(call: LayerCall) -> CellChoice:
        entry = FRAMEWORKS["pytorch"].cells[cell]
        sizes: dict[str, Size] = {"units": call.free_size("hidden_size"), "input": call.free_size("input_size")}
        projection = _projection(call) if cell == "lstm" and not single else 0
        if projection:
            sizes["projection"] = projection
        options = {option.name: bool(projection) for option in entry.options}
        if single:
            return CellChoice("pytorch", cell, sizes, options, call.flag("bias"), entry=_single(entry))
        bidirectional, layers = call.flag("bidirectional"), call.size("num_layers")
        return CellChoice("pytorch", cell, sizes, options, call.flag("bias"), bidirectional, layers)

    return choose


def _single(entry: CellEntry) -> CellEntry:
    """A cell whose tensors have no layer and no direction in their names."""
    variants = {
        options: variant._replace(
            storage=tuple(layout._replace(name=layout.name.partition("_l{")[0]) for layout in variant.storage)
        )
        for options, variant in entry.variants.items()
    }
    return entry._replace(variants=variants)


def _steps(call: LayerCall) -> Shape:
    """The input of a recurrent layer: (steps, features), or with a batch."""
    if len(call.shape) not in (2, 3):
        raise UsageError(
            tr(
                "it reads (steps, features) or {sequence}, got {shape}",
                sequence=axes_text(SEQUENCE),
                shape=shape_text(call.shape),
            )
        )
    reads(call.free_size("input_size"), call.shape[-1])
    return call.shape


def _recurrent(cell: str, *, before: str = "", behind: str = "") -> LayerEntry:
    choose = _cell_choice(cell)

    def output(call: LayerCall) -> Outputs:
        """The output at every step, then the last states: `h` has the output's size, `c` the cell's."""
        shape, choice = _steps(call), choose(call)
        states = states_of(FRAMEWORKS["pytorch"].cells[cell], *choice.options.values())
        sizes = [choice.sizes[name] for name in states.values()]
        directions = 2 if choice.bidirectional else 1
        # PyTorch has the batch of the states in the middle.
        batch = shape[:-2] if call.flag("batch_first") else shape[1:-1]
        stack = (directions * choice.layers, *batch)
        return [(*shape[:-1], directions * sizes[0]), *((*stack, size) for size in sizes)]

    return LayerEntry(
        f"input_size, hidden_size, num_layers=1, {before}bias=True, batch_first=False, dropout=0.0, "
        f"bidirectional=False{behind}",
        output,
        unknown=SEQUENCE,
        cell=choose,
    )


def _recurrent_cell(cell: str, behind: str = "") -> LayerEntry:
    def output(call: LayerCall) -> Outputs:
        """The new states."""
        if len(call.shape) > 2:
            raise UsageError(tr("it reads (features) or (batch, features), got {shape}", shape=shape_text(call.shape)))
        reads(call.free_size("input_size"), call.shape[-1])
        state = (*call.shape[:-1], call.free_size("hidden_size"))
        return [state] * len(states_of(FRAMEWORKS["pytorch"].cells[cell]))

    return LayerEntry(
        f"input_size, hidden_size, bias=True{behind}",
        output,
        unknown=("batch", "input"),
        cell=_cell_choice(cell, single=True),
    )


LAYERS: dict[str, LayerEntry] = {
    "RNN": _recurrent("rnn", before="nonlinearity='tanh', "),
    "LSTM": _recurrent("lstm", behind=", proj_size=0"),
    "GRU": _recurrent("gru"),
    "RNNCell": _recurrent_cell("rnn", ", nonlinearity='tanh'"),
    "LSTMCell": _recurrent_cell("lstm"),
    "GRUCell": _recurrent_cell("gru"),
}
