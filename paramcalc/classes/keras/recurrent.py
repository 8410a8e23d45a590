"""Keras's recurrent layers and their wrappers, `keras/src/layers/rnn`; the cells are equations in `frameworks`."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.classes.base import CellChoice, LayerCall, LayerEntry, Outputs
from paramcalc.classes.rules import joined, lengths_after, parts, same, steps_then, untold
from paramcalc.frameworks import FRAMEWORKS

INITIALIZED = "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros'"

REGULARIZED = "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None"

CONSTRAINED = "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None"

DROPPED = "dropout=0.0, recurrent_dropout=0.0"

SEQUENCE = "return_sequences=False, return_state=False, go_backwards=False, stateful=False"

GATED = "activation='tanh', recurrent_activation='sigmoid', use_bias=True"

FORGET = ", unit_forget_bias=True"

STEPS = ("batch", "steps", "input")
"""What a wrapper is taken to read where nothing is known of it."""

STATES = {"rnn": 1, "gru": 1, "lstm": 2}


def chosen(framework: str, cell: str) -> Callable[[LayerCall], CellChoice]:
    """What a configuration makes of a cell; Keras 1 has a tensor a gate unless it was told to fuse them."""

    def choose(call: LayerCall) -> CellChoice:
        fused = call.version[:1] != (1,) or call.get("consume_less") == "gpu"
        home = framework if fused or cell not in FRAMEWORKS["keras1"].cells else "keras1"
        entry = FRAMEWORKS[home].cells[cell]
        options = {option.name: call.flag(option.name) for option in entry.options}
        bias = bool(entry.always_bias) or call.flag("use_bias")
        if not entry.spatial:
            return CellChoice(home, cell, {"units": call.size("units"), "input": call.shape[-1]}, options, bias)
        kernel = call.several("kernel_size", entry.spatial)
        sizes = {f"kernel_{number}": size for number, size in enumerate(kernel, 1)}
        channels = call.shape[2] if call.channels_first else call.shape[-1]
        return CellChoice(home, cell, {"filters": call.size("filters"), "channels": channels, **sizes}, options, bias)

    return choose


def _arguments(start: str, forget: str, *end: str, layer: bool = True) -> str:
    activity = ", activity_regularizer=None" if layer else ""
    middle = f"{start}, {INITIALIZED}{forget}, {REGULARIZED}{activity}, {CONSTRAINED}, {DROPPED}"
    return ", ".join([middle, *end])


def _layer(cell: str, arguments: str, framework: str = "keras") -> LayerEntry:
    return LayerEntry(
        arguments,
        lambda call: steps_then(call, call.size("units"), STATES[cell]),
        rank=3,
        cell=chosen(framework, cell),
    )


def _cell(cell: str, arguments: str) -> LayerEntry:
    def output(call: LayerCall) -> Outputs:
        """What a step gives, and the states that it leaves; all of one size."""
        step = (call.shape[0], call.size("units"))
        return [step] * (1 + STATES[cell])

    return LayerEntry(arguments, output, rank=2, cell=chosen("keras", cell))


def _conv_lstm(dimensions: int) -> LayerEntry:
    def output(call: LayerCall) -> Outputs:
        """Each step is convolved as a picture; the state has the size of what comes out."""
        step = LayerCall(call.title, call.entry, call.config, [(call.shape[0], *call.shape[2:])], call.version)
        batch, positions, _ = parts(step, step.shape)
        state = joined(step, batch, lengths_after(call, positions, dimensions), call.size("filters"))
        whole = (batch, call.shape[1], *state[1:]) if call.flag("return_sequences") else state
        return [whole, state, state] if call.flag("return_state") else whole

    start = f"filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, {GATED}"
    return LayerEntry(
        _arguments(start, FORGET, "seed=None", SEQUENCE),
        output,
        rank=dimensions + 3,
        cell=chosen("keras", f"convlstm{dimensions}d"),
        trainable_reaches_weights=False,
    )


LAYERS: dict[str, LayerEntry] = {
    "SimpleRNN": _layer(
        "rnn",
        _arguments("units, activation='tanh', use_bias=True", "", SEQUENCE, "unroll=False, seed=None"),
    ),
    "LSTM": _layer(
        "lstm", _arguments(f"units, {GATED}", FORGET, "seed=None", SEQUENCE, "unroll=False, use_cudnn='auto'")
    ),
    "GRU": _layer(
        "gru",
        _arguments(f"units, {GATED}", "", "seed=None", SEQUENCE, "unroll=False, reset_after=True, use_cudnn='auto'"),
    ),
    "SimpleRNNCell": _cell("rnn", _arguments("units, activation='tanh', use_bias=True", "", "seed=None", layer=False)),
    "LSTMCell": _cell("lstm", _arguments(f"units, {GATED}", FORGET, "seed=None", layer=False)),
    "GRUCell": _cell("gru", _arguments(f"units, {GATED}", "", "reset_after=True, seed=None", layer=False)),
    **{f"ConvLSTM{dimensions}D": _conv_lstm(dimensions) for dimensions in (1, 2, 3)},
    "RNN": LayerEntry(
        f"cell, {SEQUENCE}, unroll=False, zero_output_for_mask=False", untold, composite="rnn", unknown=STEPS
    ),
    "StackedRNNCells": LayerEntry("cells", untold, composite="cells"),
    "Bidirectional": LayerEntry(
        "layer, merge_mode='concat', weights=None, backward_layer=None",
        untold,
        composite="bidirectional",
        unknown=STEPS,
    ),
    "TimeDistributed": LayerEntry("layer", same, composite="time_distributed", unknown=STEPS),
}
