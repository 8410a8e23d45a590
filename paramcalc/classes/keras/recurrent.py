"""Keras's recurrent layers and their wrappers, `keras/src/layers/rnn`; the cells are equations in `frameworks`."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.classes.base import CellChoice, LayerCall, LayerEntry, Outputs, Shape
from paramcalc.classes.keras.arguments import initialized
from paramcalc.classes.rules import same, states_of, steps_then, unknown_output
from paramcalc.classes.windows import joined, lengths_after, parts
from paramcalc.frameworks import FRAMEWORKS

INITIALIZED, REGULARIZED, CONSTRAINED = initialized(kernel="glorot_uniform", recurrent="orthogonal", bias="zeros")

DROPPED = "dropout=0.0, recurrent_dropout=0.0"

SEQUENCE = "return_sequences=False, return_state=False, go_backwards=False, stateful=False"

GATED = "activation='tanh', recurrent_activation='sigmoid', use_bias=True"

FORGET = ", unit_forget_bias=True"

STEPS = ("batch", "steps", "input")
"""The axes of an unknown input of a wrapper."""


def cell_choice(framework: str, cell: str) -> Callable[[LayerCall], CellChoice]:
    """The cell that a configuration chooses; Keras 1 has a tensor for each gate unless it was told to fuse them."""

    def choose(call: LayerCall) -> CellChoice:
        fused = not call.generation.splits_gates or call.get("consume_less") == "gpu"
        home = framework if fused or cell not in FRAMEWORKS["keras1"].cells else "keras1"
        entry = FRAMEWORKS[home].cells[cell]
        options = {option.name: call.flag(option.name) for option in entry.options}
        bias = bool(entry.always_bias) or call.flag("use_bias")
        if not entry.spatial:
            return CellChoice(home, cell, {"units": call.free_size("units"), "input": call.shape[-1]}, options, bias)
        kernel = call.several("kernel_size", entry.spatial)
        sizes = {f"kernel_{number}": size for number, size in enumerate(kernel, 1)}
        channels = call.shape[2] if call.channels_first else call.shape[-1]
        return CellChoice(
            home, cell, {"filters": call.free_size("filters"), "channels": channels, **sizes}, options, bias
        )

    return choose


def state_count(cell: str) -> int:
    """The number of states of a cell, from its equations."""
    return len(states_of(FRAMEWORKS["keras"].cells[cell]))


def _arguments(start: str, forget: str, *end: str, layer: bool = True) -> str:
    activity = ", activity_regularizer=None" if layer else ""
    middle = f"{start}, {INITIALIZED}{forget}, {REGULARIZED}{activity}, {CONSTRAINED}, {DROPPED}"
    return ", ".join([middle, *end])


def recurrent_layer(cell: str, arguments: str, framework: str = "keras") -> LayerEntry:
    """A layer that runs a cell over the steps of its input."""

    def output(call: LayerCall) -> Outputs:
        states = state_count(cell) if call.flag("return_state") else 0
        return steps_then(call, (call.shape[0], call.free_size("units")), states)

    return LayerEntry(arguments, output, rank=3, cell=cell_choice(framework, cell))


def _cell(cell: str, arguments: str) -> LayerEntry:
    def output(call: LayerCall) -> Outputs:
        """The output of a step, and the new states; all of one size."""
        return [(call.shape[0], call.free_size("units"))] * (1 + state_count(cell))

    return LayerEntry(arguments, output, rank=2, cell=cell_choice("keras", cell))


def _conv_lstm(dimensions: int) -> LayerEntry:
    cell = f"convlstm{dimensions}d"

    def output(call: LayerCall) -> Outputs:
        """Each step is convolved as a picture; the states have the shape of its output."""
        step: Shape = (call.shape[0], *call.shape[2:])
        batch, positions, _ = parts(call, step)
        state = joined(call, batch, lengths_after(call, positions), call.free_size("filters"))
        return steps_then(call, state, state_count(cell))

    start = f"filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, {GATED}"
    return LayerEntry(
        _arguments(start, FORGET, "seed=None", SEQUENCE),
        output,
        rank=dimensions + 3,
        cell=cell_choice("keras", cell),
        trainable_reaches_weights=False,
    )


SIMPLE = "units, activation='tanh', use_bias=True"

LAYERS: dict[str, LayerEntry] = {
    "SimpleRNN": recurrent_layer("rnn", _arguments(SIMPLE, "", SEQUENCE, "unroll=False, seed=None")),
    "LSTM": recurrent_layer(
        "lstm", _arguments(f"units, {GATED}", FORGET, "seed=None", SEQUENCE, "unroll=False, use_cudnn='auto'")
    ),
    "GRU": recurrent_layer(
        "gru",
        _arguments(f"units, {GATED}", "", "seed=None", SEQUENCE, "unroll=False, reset_after=True, use_cudnn='auto'"),
    ),
    "SimpleRNNCell": _cell("rnn", _arguments(SIMPLE, "", "seed=None", layer=False)),
    "LSTMCell": _cell("lstm", _arguments(f"units, {GATED}", FORGET, "seed=None", layer=False)),
    "GRUCell": _cell("gru", _arguments(f"units, {GATED}", "", "reset_after=True, seed=None", layer=False)),
    **{f"ConvLSTM{dimensions}D": _conv_lstm(dimensions) for dimensions in (1, 2, 3)},
    "RNN": LayerEntry(
        f"cell, {SEQUENCE}, unroll=False, zero_output_for_mask=False", unknown_output, composite="rnn", unknown=STEPS
    ),
    "StackedRNNCells": LayerEntry("cells", unknown_output, composite="cells"),
    "Bidirectional": LayerEntry(
        "layer, merge_mode='concat', weights=None, backward_layer=None",
        unknown_output,
        composite="bidirectional",
        unknown=STEPS,
    ),
    "TimeDistributed": LayerEntry("layer", same, composite="time_distributed", unknown=STEPS),
}
