"""A whole model as a result of the Python interface."""

from __future__ import annotations

import pytest
from support import SAVED_MODELS

import paramcalc


def test_python_shows_a_model():
    m = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    assert repr(m) == "<keras Sequential 'sequential', 24385 parameters>"
    assert str(m).startswith("Keras Sequential sequential: 2 layers")
    assert "z update" in m.to("text", gates=True)
    assert "kernel" in m.to("text", layer="dense")
    assert isinstance(m, paramcalc.ModelBreakdown)
    assert m.by("layer") == {"gru": 23625, "dense": 760}


def test_depth_opens_nested_models():
    m = paramcalc.read(SAVED_MODELS / "keras3" / "09_nested_frozen.json")
    assert "conv1d" not in m.to("text")
    assert "conv1d" in m.to("text", depth=2)
    assert "encoder/conv1d" in m.to("text", layer="encoder/conv1d")


def test_mistakes():
    m = paramcalc.model("Input((28, 28)) > GRU(75)")
    with pytest.raises(paramcalc.UsageError, match="did you mean 'gru'"):
        m.to("text", layer="gruu")
    with pytest.raises(paramcalc.UsageError, match="no format 'png'"):
        m.to("png")


def test_a_model_has_pictures():
    m = paramcalc.model("Input((28, 28)) > GRU(75)")
    assert m.to("svg").startswith("<svg")
    assert m.to("dot").startswith("digraph")
