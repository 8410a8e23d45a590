"""PyTorch's attention and Transformers, `torch/nn/modules/activation.py` and `transformer.py`."""

from __future__ import annotations

from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes
from paramcalc.classes.messages import axes_text, shape_text
from paramcalc.classes.pytorch.common import IN_PROJECTION, SEQUENCE, reads
from paramcalc.classes.rules import Rule, same
from paramcalc.errors import UsageError
from paramcalc.phrases import tr


def _inputs(call: LayerCall) -> tuple[Shape, Shape, Shape]:
    """Query, key and value; one that is missing is the one before it."""
    query, *others = call.shapes
    key = others[0] if others else query
    return query, key, others[1] if len(others) > 1 else key


def _widths(call: LayerCall) -> tuple[int, int, int]:
    """The features of query, key and value; those of the embedding unless given."""
    embed_dim = call.size("embed_dim")
    return embed_dim, call.size_or("kdim", embed_dim), call.size_or("vdim", embed_dim)


def _divided(width: str, heads: str, call: LayerCall) -> int:
    """A width that the heads must divide."""
    size = call.size(width)
    if size % call.size(heads):
        raise UsageError(
            tr(
                "{heads}={count} must divide {width}={size}",
                heads=heads,
                count=call.size(heads),
                width=width,
                size=size,
            )
        )
    return size


def _steps(shape: Shape) -> Size:
    if len(shape) not in (2, 3):
        raise UsageError(
            tr(
                "it reads (steps, features) or {sequence}, got {shape}",
                sequence=axes_text(SEQUENCE),
                shape=shape_text(shape),
            )
        )
    return shape[-2]


def _added(call: LayerCall) -> int:
    """The keys added to those of the input: a bias, and zeros."""
    return call.flag("add_bias_kv") + call.flag("add_zero_attn")


def _attention_sizes(call: LayerCall) -> Sizes:
    query, key, _ = _inputs(call)
    embed_dim, kdim, vdim = _widths(call)
    return {
        "kdim": kdim,
        "vdim": vdim,
        "stacked": embed_dim * len(IN_PROJECTION),
        "fused": embed_dim == kdim == vdim,
        "queries": _steps(query),
        "keys": _steps(key),
        "attended": _steps(key) + _added(call),
    }


def _attended(call: LayerCall) -> Outputs:
    """The attended values, and the weights of the attention, averaged over the heads."""
    _divided("embed_dim", "num_heads", call)
    for shape, width in zip(_inputs(call), _widths(call), strict=True):
        reads(width, shape[-1])
    query, key, _ = _inputs(call)
    first = call.flag("batch_first") or len(query) == 2
    batch, queries = (query[:-2], query[-2]) if first else (query[1:-1], query[0])
    keys = key[-2] if first else key[0]
    return [query, (*batch, queries, keys + _added(call))]


def _attention(name: str) -> str:
    return f"""
    {name}.in_proj_weight (stacked, d_model)
    {name}.in_proj_bias (stacked) if bias
    {name}.out_proj.weight (d_model, d_model)
    {name}.out_proj.bias (d_model) if bias
    """


FEED_FORWARD = """
    linear1.weight (dim_feedforward, d_model)
    linear1.bias (dim_feedforward) if bias
    linear2.weight (d_model, dim_feedforward)
    linear2.bias (d_model) if bias
"""


def _norms(count: int) -> str:
    lines = (f"norm{number}.weight (d_model)\nnorm{number}.bias (d_model) if bias" for number in range(1, count + 1))
    return "\n".join(lines)


SELF_ATTENTION_MACS = "queries * d_model * (stacked + d_model + queries + queries)"

FEED_FORWARD_MACS = "queries * (d_model * dim_feedforward + dim_feedforward * d_model)"

MEMORY_MACS = "d_model * (queries * (d_model + d_model + keys + keys) + keys * (d_model + d_model))"
"""Queries and outputs are computed at the steps of the target, keys and values at those of the memory."""

FEED_ARGUMENTS = "dim_feedforward=2048, dropout=0.1, activation='relu'"

LAST_ARGUMENTS = "layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True"


def _transformer_sizes(call: LayerCall) -> Sizes:
    target, memory, _ = _inputs(call)
    stacked = call.size("d_model") * len(IN_PROJECTION)
    return {"stacked": stacked, "queries": _steps(target), "keys": _steps(memory)}


def _transformed(call: LayerCall) -> Outputs:
    width = _divided("d_model", "nhead", call)
    for shape in call.shapes:
        _steps(shape)
        reads(width, shape[-1])
    return (*call.shape[:-1], width)


def _sequence_layer(arguments: str, output: Rule, weights: str = "", **facts: Any) -> LayerEntry:
    """A layer that reads (batch, steps, features)."""
    return LayerEntry(arguments, output, weights, unknown=SEQUENCE, **facts)


LAYERS: dict[str, LayerEntry] = {
    "MultiheadAttention": _sequence_layer(
        "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, "
        "batch_first=False",
        _attended,
        """
        q_proj_weight (embed_dim, embed_dim) if not fused
        k_proj_weight (embed_dim, kdim) if not fused
        v_proj_weight (embed_dim, vdim) if not fused
        in_proj_weight (stacked, embed_dim) if fused
        in_proj_bias (stacked) if bias
        bias_k (1, 1, embed_dim) if add_bias_kv
        bias_v (1, 1, embed_dim) if add_bias_kv
        out_proj.weight (embed_dim, embed_dim)
        out_proj.bias (embed_dim) if bias
        """,
        macs="embed_dim * (queries * (embed_dim + attended + attended + embed_dim) + keys * (kdim + vdim))",
        sizes=_attention_sizes,
        inputs=None,
    ),
    "TransformerEncoderLayer": _sequence_layer(
        f"d_model, nhead, {FEED_ARGUMENTS}, {LAST_ARGUMENTS}",
        _transformed,
        _attention("self_attn") + FEED_FORWARD + _norms(2),
        macs=f"{SELF_ATTENTION_MACS} + {FEED_FORWARD_MACS}",
        sizes=_transformer_sizes,
    ),
    "TransformerDecoderLayer": _sequence_layer(
        f"d_model, nhead, {FEED_ARGUMENTS}, {LAST_ARGUMENTS}",
        _transformed,
        _attention("self_attn") + _attention("multihead_attn") + FEED_FORWARD + _norms(3),
        macs=f"{SELF_ATTENTION_MACS} + {MEMORY_MACS} + {FEED_FORWARD_MACS}",
        sizes=_transformer_sizes,
        inputs=None,
    ),
    "TransformerEncoder": _sequence_layer(
        "encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True",
        same,
        composite="transformer_encoder",
    ),
    "TransformerDecoder": _sequence_layer(
        "decoder_layer, num_layers, norm=None", same, inputs=None, composite="transformer_decoder"
    ),
    "Transformer": _sequence_layer(
        f"d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, {FEED_ARGUMENTS}, custom_encoder=None, "
        f"custom_decoder=None, {LAST_ARGUMENTS}",
        _transformed,
        inputs=None,
        composite="transformer",
    ),
}
