"""PyTorch's linear layers and embeddings, `torch/nn/modules/linear.py` and `sparse.py`."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs
from paramcalc.classes.pytorch.common import (
    reads,
    shape_of,
)
from paramcalc.classes.rules import append


def _linear(call: LayerCall) -> Outputs:
    reads(call, call.size("in_features"), call.shape[-1])
    return (*call.shape[:-1], call.size("out_features"))


def _bilinear(call: LayerCall) -> Outputs:
    for shape, name in zip(call.shapes, ("in1_features", "in2_features"), strict=False):
        reads(call, call.size(name), shape[-1])
    return (*call.shape[:-1], call.size("out_features"))


def _bagged(call: LayerCall) -> Outputs:
    """A vector a bag: the bags are rows, or begin where the second tensor, the offsets, says."""
    if len(call.shape) > 1 or len(call.shapes) < 2:
        return shape_of((call.shape[0] if len(call.shape) > 1 else None, call.size("embedding_dim")))
    return (call.shapes[1][0] - int(call.flag("include_last_offset")), call.size("embedding_dim"))


EMBEDDED = """
    weight (num_embeddings, embedding_dim) if not _freeze
    weight (num_embeddings, embedding_dim) if _freeze frozen
"""

LAYERS: dict[str, LayerEntry] = {
    "Linear": LayerEntry(
        "in_features, out_features, bias=True",
        _linear,
        """
        weight (out_features, in_features)
        bias (out_features) if bias
        """,
        macs="positions * in_features * out_features",
    ),
    "Bilinear": LayerEntry(
        "in1_features, in2_features, out_features, bias=True",
        _bilinear,
        """
        weight (out_features, in1_features, in2_features)
        bias (out_features) if bias
        """,
        # A matrix an output: the first tensor times it, and that times the second.
        macs="positions * out_features * (in1_features * in2_features + in2_features)",
        inputs=None,
    ),
    "Embedding": LayerEntry(
        "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, "
        "sparse=False, _weight=None, _freeze=False",
        append("embedding_dim"),
        EMBEDDED,
        unknown=("batch", "steps"),
        reads_numbers=True,
    ),
    "EmbeddingBag": LayerEntry(
        "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', "
        "sparse=False, _weight=None, include_last_offset=False, padding_idx=None",
        _bagged,
        "weight (num_embeddings, embedding_dim)",
        inputs=None,
        unknown=("batch", "steps"),
        reads_numbers=True,
    ),
}
