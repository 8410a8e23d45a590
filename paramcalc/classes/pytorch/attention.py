"""PyTorch's attention and Transformers, `torch/nn/modules/activation.py` and `transformer.py`."""

from __future__ import annotations

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes
from paramcalc.classes.pytorch.common import (
    IN_PROJECTION,
    SEQUENCE,
    axes_text,
    reads,
)
from paramcalc.classes.rules import same, shape_text
from paramcalc.errors import UsageError


def _three(call: LayerCall) -> tuple[Shape, Shape, Shape]:
    """Query, key and value; what is not given is the one before it."""
    query, *others = call.shapes
    key = others[0] if others else query
    return query, key, others[1] if len(others) > 1 else key


def _width(call: LayerCall, name: str) -> int:
    """The features of keys or values; by themselves as many as the embedding."""
    return call.size("embed_dim" if call.get(name) is None else name)


def _heads(width: str, heads: str, call: LayerCall) -> int:
    size = call.size(width)
    if size % call.size(heads):
        raise UsageError(f"{heads}={call.size(heads)} must divide {width}={size}")
    return size


def _steps(call: LayerCall, shape: Shape) -> Size:
    if len(shape) not in (2, 3):
        raise UsageError(f"it reads (steps, features) or {axes_text(SEQUENCE)}, got {shape_text(shape)}")
    return shape[-2]


def _added(call: LayerCall) -> int:
    """Keys that are there whatever comes in: the bias, and zeros."""
    return call.flag("add_bias_kv") + call.flag("add_zero_attn")


def _attention_sizes(call: LayerCall) -> Sizes:
    query, key, _ = _three(call)
    embed_dim, kdim, vdim = call.size("embed_dim"), _width(call, "kdim"), _width(call, "vdim")
    return {
        "kdim": kdim,
        "vdim": vdim,
        "stacked": embed_dim * len(IN_PROJECTION),
        "fused": embed_dim == kdim == vdim,
        "queries": _steps(call, query),
        "keys": _steps(call, key),
        "attended": _steps(call, key) + _added(call),
    }


def _attended(call: LayerCall) -> Outputs:
    """What is attended to, and how much of each: the mean of the heads."""
    shapes = _three(call)
    widths = (_heads("embed_dim", "num_heads", call), _width(call, "kdim"), _width(call, "vdim"))
    for shape, width in zip(shapes, widths, strict=True):
        reads(call, width, shape[-1])
    query, key, _ = shapes
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


def _norms(count: int) -> str:
    lines = (f"norm{number}.weight (d_model)\nnorm{number}.bias (d_model) if bias" for number in range(1, count + 1))
    return "\n".join(lines)


FEED_FORWARD = """
    linear1.weight (dim_feedforward, d_model)
    linear1.bias (dim_feedforward) if bias
    linear2.weight (d_model, dim_feedforward)
    linear2.bias (d_model) if bias
"""

SELF_ATTENTION_MACS = "queries * d_model * (stacked + d_model + queries + queries)"

FEED_FORWARD_MACS = "queries * (d_model * dim_feedforward + dim_feedforward * d_model)"

# Queries and what comes out at the target's steps, keys and values at the memory's.
MEMORY_MACS = "d_model * (queries * (d_model + d_model + keys + keys) + keys * (d_model + d_model))"

TRANSFORMER = "dim_feedforward=2048, dropout=0.1, activation='relu'"

TRANSFORMER_END = "layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True"


def _transformer_sizes(call: LayerCall) -> Sizes:
    target, memory, _ = _three(call)
    return {
        "stacked": call.size("d_model") * len(IN_PROJECTION),
        "queries": _steps(call, target),
        "keys": _steps(call, memory),
    }


def _transformed(call: LayerCall) -> Outputs:
    width = _heads("d_model", "nhead", call)
    for shape in call.shapes:
        _steps(call, shape)
        reads(call, width, shape[-1])
    return (*call.shape[:-1], width)


LAYERS: dict[str, LayerEntry] = {
    "MultiheadAttention": LayerEntry(
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
        unknown=SEQUENCE,
    ),
    "TransformerEncoderLayer": LayerEntry(
        f"d_model, nhead, {TRANSFORMER}, {TRANSFORMER_END}",
        _transformed,
        _attention("self_attn") + FEED_FORWARD + _norms(2),
        macs=f"{SELF_ATTENTION_MACS} + {FEED_FORWARD_MACS}",
        sizes=_transformer_sizes,
        unknown=SEQUENCE,
    ),
    "TransformerDecoderLayer": LayerEntry(
        f"d_model, nhead, {TRANSFORMER}, {TRANSFORMER_END}",
        _transformed,
        _attention("self_attn") + _attention("multihead_attn") + FEED_FORWARD + _norms(3),
        macs=f"{SELF_ATTENTION_MACS} + {MEMORY_MACS} + {FEED_FORWARD_MACS}",
        sizes=_transformer_sizes,
        inputs=None,
        unknown=SEQUENCE,
    ),
    "TransformerEncoder": LayerEntry(
        "encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True",
        same,
        unknown=SEQUENCE,
        composite="transformer_encoder",
    ),
    "TransformerDecoder": LayerEntry(
        "decoder_layer, num_layers, norm=None",
        same,
        inputs=None,
        unknown=SEQUENCE,
        composite="transformer_decoder",
    ),
    "Transformer": LayerEntry(
        f"d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, {TRANSFORMER}, custom_encoder=None, "
        f"custom_decoder=None, {TRANSFORMER_END}",
        _transformed,
        inputs=None,
        unknown=SEQUENCE,
        composite="transformer",
    ),
}
