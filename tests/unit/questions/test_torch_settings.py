"""The settings of PyTorch's layers, found again from their counts."""

from __future__ import annotations

import pytest

from paramcalc.questions.candidates import Seen
from paramcalc.questions.summary import count_of
from paramcalc.questions.torch_settings import PYTORCH


@pytest.mark.parametrize(
    ("kind", "config", "shape", "output"),
    [
        ("Linear", {"in_features": 5, "out_features": 7, "bias": False}, (2, 5), (2, 7)),
        ("LSTM", {"input_size": 5, "hidden_size": 7, "num_layers": 2}, (2, 3, 5), (2, 3, 7)),
        ("GRU", {"input_size": 5, "hidden_size": 7, "bidirectional": True}, (2, 3, 5), (2, 3, 14)),
        ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3}, (2, 4, 9, 9), (2, 6, 7, 7)),
        ("ConvTranspose2d", {"in_channels": 4, "out_channels": 6, "kernel_size": 2}, (2, 4, 9, 9), (2, 6, 10, 10)),
        ("BatchNorm2d", {"num_features": 4}, (2, 4, 9, 9), (2, 4, 9, 9)),
        ("LayerNorm", {"normalized_shape": [9, 9]}, (2, 4, 9, 9), (2, 4, 9, 9)),
        ("Embedding", {"num_embeddings": 100, "embedding_dim": 8}, (2, 9), (2, 9, 8)),
    ],
)
def test_the_settings_are_among_the_candidates(kind, config, shape, output):
    """Some candidate has the same count on the same input."""
    count = count_of("pytorch", kind, config, shape)
    assert count is not None
    candidates = PYTORCH[kind].configs(Seen(output, shape, count))
    assert count in [count_of("pytorch", kind, candidate, shape) for candidate in candidates]
