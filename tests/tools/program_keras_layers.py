"""Random expressions that make a Keras layer."""

from __future__ import annotations

from program_writer import Writer


def random_layer(w: Writer, sequence: bool) -> str:
    """An expression that makes a layer."""
    units, flag = w.number(1), w.flag(0)
    plain = [f"layers.Dense({units})"] * 4 + [
        f"layers.Dense({units}, use_bias={flag})",
        f"layers.Dense(units={units}, activation='relu')",
        f"layers.Dense(**{{'units': {units}}})",
        f"functools.partial(layers.Dense, {units})()",
        f"getattr(layers, 'Dense')({units}, trainable={flag})",
        f"(layers.Dense({units}) if {w.flag(0)} else layers.Dense({w.number(0)}))",
        f"(lambda u: layers.Dense(u))({units})",
        "layers.BatchNormalization()",
        f"layers.BatchNormalization(scale={flag}, center=True)",
        "layers.Dropout(0.5)",
        "layers.LayerNormalization()",
        f"layers.Dense({units}, name='{w.fresh('layer')}')" if not w.depth else "layers.Activation('relu')",
    ]
    if not sequence:
        return w.random.choice(plain)
    kind = w.random.choice(["LSTM", "GRU", "SimpleRNN"])
    recurrent = [
        f"layers.{kind}({units}, return_sequences=True)",
        f"layers.GRU({units}, return_sequences=True, reset_after={flag})",
        f"layers.LSTM({units}, return_sequences={flag})",
        f"layers.Bidirectional(layers.{kind}({units}, return_sequences=True))",
        f"layers.Bidirectional(layers.LSTM({units}, return_sequences=True), merge_mode='sum')",
        f"layers.TimeDistributed(layers.Dense({units}))",
        f"layers.Conv1D({units}, {w.random.randint(1, 2)}, padding='same', use_bias={flag})",
        f"layers.RNN(layers.LSTMCell({units}), return_sequences=True)",
        f"{{True: layers.LSTM, False: layers.GRU}}[bool({flag})]({units}, return_sequences=True)",
        f"getattr(layers, 'GRU' if {flag} else 'LSTM')({units}, return_sequences=True)",
    ]
    return w.random.choice([*recurrent, *plain[:12]])
