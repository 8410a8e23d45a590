"""PyTorch's recurrent layers and cells, `torch/nn/modules/rnn.py`: the equations stand in `frameworks`."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.classes.base import CellChoice, LayerCall, LayerEntry, Outputs, whole
from paramcalc.classes.pytorch.common import (
    SEQUENCE,
    axes_text,
    reads,
)
from paramcalc.classes.rules import Rule, shape_text
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import CellEntry


def _projection(call: LayerCall) -> int:
    """The size that an LSTM's output is projected to; 0 for none."""
    size = whole("proj_size", call.get("proj_size", 0))
    if size >= call.size("hidden_size"):
        raise UsageError(f"proj_size={size} must be smaller than hidden_size={call.size('hidden_size')}")
    return size


def _recurrent_output(states: int) -> Rule:
    """The output at every step, then the last states: `h` with the output's size, `c` with the cell's."""

    def rule(call: LayerCall) -> Outputs:
        if len(call.shape) not in (2, 3):
            raise UsageError(f"it reads (steps, features) or {axes_text(SEQUENCE)}, got {shape_text(call.shape)}")
        reads(call, call.size("input_size"), call.shape[-1])
        units = call.size("hidden_size")
        output = _projection(call) or units
        directions = 2 if call.flag("bidirectional") else 1
        # The layout of a batch is the layer's own here: torch puts its states' batch in the middle.
        batch = call.shape[:-2] if call.flag("batch_first") else call.shape[1:-1]
        stack = (directions * call.size("num_layers"), *batch)
        sizes = (output, units)[:states]
        return [(*call.shape[:-1], directions * output), *((*stack, size) for size in sizes)]

    return rule


def _chosen(cell: str) -> Callable[[LayerCall], CellChoice]:
    def choose(call: LayerCall) -> CellChoice:
        sizes = {"units": call.size("hidden_size"), "input": call.size("input_size")}
        projection = _projection(call) if cell == "lstm" else 0
        if projection:
            sizes["projection"] = projection
        return CellChoice(
            "pytorch",
            cell,
            sizes,
            {option.name: bool(projection) for option in FRAMEWORKS["pytorch"].cells[cell].options},
            call.flag("bias"),
            call.flag("bidirectional"),
            call.size("num_layers"),
        )

    return choose


def _single(cell: str) -> CellEntry:
    """A cell whose tensors go by no layer and no direction: there is one."""
    entry = FRAMEWORKS["pytorch"].cells[cell]
    variants = {
        options: variant._replace(
            storage=tuple(stored._replace(name=stored.name.partition("_l{")[0]) for stored in variant.storage)
        )
        for options, variant in entry.variants.items()
    }
    return entry._replace(variants=variants)


def _single_chosen(cell: str) -> Callable[[LayerCall], CellChoice]:
    def choose(call: LayerCall) -> CellChoice:
        entry = _single(cell)
        sizes = {"units": call.size("hidden_size"), "input": call.size("input_size")}
        options = {option.name: False for option in entry.options}
        return CellChoice("pytorch", cell, sizes, options, call.flag("bias"), entry=entry)

    return choose


def _single_output(states: int) -> Rule:
    def rule(call: LayerCall) -> Outputs:
        if len(call.shape) > 2:
            raise UsageError(f"it reads (features) or (batch, features), got {shape_text(call.shape)}")
        reads(call, call.size("input_size"), call.shape[-1])
        state = (*call.shape[:-1], call.size("hidden_size"))
        return state if states == 1 else [state] * states

    return rule


def _recurrent(cell: str, states: int, *, before: str = "", behind: str = "") -> LayerEntry:
    return LayerEntry(
        f"input_size, hidden_size, num_layers=1, {before}bias=True, batch_first=False, dropout=0.0, "
        f"bidirectional=False{behind}",
        _recurrent_output(states),
        unknown=SEQUENCE,
        cell=_chosen(cell),
    )


def _recurrent_cell(cell: str, states: int, behind: str = "") -> LayerEntry:
    return LayerEntry(
        f"input_size, hidden_size, bias=True{behind}",
        _single_output(states),
        unknown=("batch", "input"),
        cell=_single_chosen(cell),
    )


LAYERS: dict[str, LayerEntry] = {
    "RNN": _recurrent("rnn", 1, before="nonlinearity='tanh', "),
    "LSTM": _recurrent("lstm", 2, behind=", proj_size=0"),
    "GRU": _recurrent("gru", 1),
    "RNNCell": _recurrent_cell("rnn", 1, ", nonlinearity='tanh'"),
    "LSTMCell": _recurrent_cell("lstm", 2),
    "GRUCell": _recurrent_cell("gru", 1),
}
