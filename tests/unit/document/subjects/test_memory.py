"""What an answer says about memory, word by word where it makes a reservation."""

import paramcalc
from paramcalc.document import text
from paramcalc.document.subjects.model import ModelView
from paramcalc.models.memory import memory_of
from paramcalc.models.tflite import lite_size
from paramcalc.readers.source import read_source

SKIP = """
import keras
x = keras.Input((9,))
m = keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(9)(x)]))
"""


def written(model, optimizer=None, *, lite=False) -> str:
    return text(
        "model",
        ModelView(model, memory=memory_of(model, "", optimizer), lite=lite_size(model) if lite else None),
        "text",
    )


def test_a_chain():
    answer = written(paramcalc.model("Input((50, 6)) > GRU(20) > Dense(3)"), "sgd(momentum=0.9)")
    assert "states                80 per sample" in answer
    assert "activations           1,280 (1.3 KiB) per sample: gru reads (50, 6) and gives (20,)\n" in answer
    assert "6,972 (6.8 KiB) of weights" in answer
    assert "6,984 (6.8 KiB) of sgd(momentum=0.9)" in answer


def test_what_waits_is_said():
    answer = written(paramcalc.ModelBreakdown(read_source(SKIP)))
    assert "at least 108 per sample: add reads (9,), (9,) and gives (9,); further tensors wait" in answer


def test_what_is_unknown_is_said():
    answer = written(paramcalc.model("Input((None, 6)) > GRU(20)"))
    assert "activations           unknown, because some lengths are not known" in answer
    assert "training" not in answer


def test_tensorflow_lite():
    answer = written(paramcalc.model("Input((28,)) > Dense(50)"), lite=True)
    line = "1,600 (1.6 KiB) after full integer quantization: 1,400 (1.4 KiB) of int8 weights, 200 of int32 biases"
    assert f"TensorFlow Lite       {line}" in answer
    assert "1,200 (1.2 KiB) of 100 scales with their zero points" in answer
    bound = written(paramcalc.model("Input((9, 6)) > GRU(20)"), lite=True)
    assert "0 of int32 biases; not all layers are counted" in bound
    assert "gru: its biases are not counted" in bound
