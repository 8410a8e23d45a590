"""PyTorch's linear layers and embeddings, `torch/nn/modules/linear.py` and `sparse.py`."""

from __future__ import annotations

from typing import Any

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs
from paramcalc.classes.pytorch.common import reads
from paramcalc.classes.rules import Rule, append


def _linear(*names: str) -> Rule:
    """The output of a layer whose inputs have so many features each."""

    def rule(call: LayerCall) -> Outputs:
        for shape, name in zip(call.shapes, names, strict=False):
            reads(call.free_size(name), shape[-1])
        return (*call.shape[:-1], call.free_size("out_features"))

    return rule


def _bags(call: LayerCall) -> Outputs:
    """A vector for each bag: a bag is a row, or begins at an offset that the second tensor gives."""
    if len(call.shape) > 1 or len(call.shapes) < 2:
        return (call.shape[0] if len(call.shape) > 1 else None, call.free_size("embedding_dim"))
    return (call.shapes[1][0] - int(call.flag("include_last_offset")), call.free_size("embedding_dim"))


def _embedding(arguments: str, output: Rule, weights: str, **facts: Any) -> LayerEntry:
    return LayerEntry(
        f"num_embeddings, embedding_dim, {arguments}",
        output,
        weights,
        unknown=("batch", "steps"),
        reads_numbers=True,
        **facts,
    )


LAYERS: dict[str, LayerEntry] = {
    "Linear": LayerEntry(
        "in_features, out_features, bias=True",
        _linear("in_features"),
        """
        weight (out_features, in_features)
        bias (out_features) if bias
        """,
        macs="positions * in_features * out_features",
    ),
    "Bilinear": LayerEntry(
        "in1_features, in2_features, out_features, bias=True",
        _linear("in1_features", "in2_features"),
        """
        weight (out_features, in1_features, in2_features)
        bias (out_features) if bias
        """,
        # A matrix for each output: the first tensor times it, and that times the second.
        macs="positions * out_features * (in1_features * in2_features + in2_features)",
        inputs=None,
    ),
    "Embedding": _embedding(
        "padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, "
        "_freeze=False",
        append("embedding_dim"),
        """
        weight (num_embeddings, embedding_dim) if not _freeze
        weight (num_embeddings, embedding_dim) if _freeze frozen
        """,
    ),
    "EmbeddingBag": _embedding(
        "max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, "
        "include_last_offset=False, padding_idx=None",
        _bags,
        "weight (num_embeddings, embedding_dim)",
        inputs=None,
    ),
}
