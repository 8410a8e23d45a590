"""Keras 1: a tensor for every gate, one bias a gate, and hard_sigmoid in place of sigmoid."""

from __future__ import annotations

from paramcalc.frameworks.base import CellEntry, Framework, single_variant
from paramcalc.frameworks.keras import GRU, LSTM, LSTM_EQUATIONS, RESET_BEFORE, RNN
from paramcalc.frameworks.storage import TensorLayout

STORAGE = (
    TensorLayout("{parameter}", ("kernel", "recurrent_kernel"), "columns rows"),
    TensorLayout("{parameter}", ("bias",), "rows"),
)


def _cell(keras: CellEntry, equations: str, gates: str) -> CellEntry:
    """A cell of Keras with the activations of Keras 1 and with the gates in this order."""
    return CellEntry(
        keras.title,
        keras.description,
        {gate: keras.gates[gate] for gate in gates.split()},
        single_variant(equations.replace("sigmoid", "hard_sigmoid"), STORAGE),
        source="keras/layers/recurrent.py of Keras 1.2.2",
        always_bias="its recurrent layers have no bias argument",
    )


KERAS1 = Framework(
    title="Keras 1",
    verified_with="saved models of Keras 1.2.2",
    cells={
        "rnn": _cell(RNN, "h: units\nh = tanh(W @ x + U @ h + b)", "h"),
        "lstm": _cell(LSTM, LSTM_EQUATIONS, "i c_tilde f o"),
        "gru": _cell(GRU, RESET_BEFORE, "z r h_tilde"),
    },
)
