"""The settings of layers, found again from their counts."""

from __future__ import annotations

import pytest

from paramcalc.classes import layer_classes
from paramcalc.questions.candidates import Seen
from paramcalc.questions.settings import KERAS
from paramcalc.questions.summary import CLASSES, SAME, count_of


@pytest.mark.parametrize("framework", CLASSES)
def test_every_class_is_known(framework):
    assert set(CLASSES[framework]) <= set(layer_classes(framework))


@pytest.mark.parametrize(
    ("kind", "config", "shape", "output"),
    [
        ("Dense", {"units": 7, "use_bias": False}, (None, 5), (None, 7)),
        ("LSTM", {"units": 7}, (None, 3, 5), (None, 7)),
        ("GRU", {"units": 7, "reset_after": False}, (None, 3, 5), (None, 7)),
        ("Conv2D", {"filters": 6, "kernel_size": (3, 5)}, (None, 9, 9, 4), (None, 7, 5, 6)),
        ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2}, (None, 9, 9, 4), (None, 7, 7, 6)),
        ("Conv1D", {"filters": 6, "kernel_size": 4, "use_bias": False}, (None, 9, 4), (None, 6, 6)),
        ("Conv2DTranspose", {"filters": 6, "kernel_size": 3}, (None, 9, 9, 4), (None, 11, 11, 6)),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}, (None, 9, 9, 4), (None, 7, 7, 8)),
        ("SeparableConv2D", {"filters": 5, "kernel_size": 3}, (None, 9, 9, 4), (None, 7, 7, 5)),
        ("ConvLSTM2D", {"filters": 5, "kernel_size": 3}, (None, 3, 9, 9, 4), (None, 7, 7, 5)),
        ("BatchNormalization", {"scale": False}, (None, 9, 9, 4), (None, 9, 9, 4)),
        ("LayerNormalization", {"center": False}, (None, 9, 4), (None, 9, 4)),
        ("PReLU", {"shared_axes": [1, 2]}, (None, 9, 9, 4), (None, 9, 9, 4)),
        ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, (None, 9, 4), (None, 9, 4)),
        ("Embedding", {"input_dim": 100, "output_dim": 8}, (None, 9), (None, 9, 8)),
    ],
)
def test_the_settings_are_among_the_candidates(kind, config, shape, output):
    """Some candidate has the same count on the same input."""
    count = count_of("keras", kind, config, shape)
    candidates = KERAS[kind].configs(Seen(output, shape, count))
    added = SAME if "Conv" in kind and "Transpose" not in kind else {}
    assert count in [count_of("keras", kind, {**candidate, **added}, shape) for candidate in candidates]
