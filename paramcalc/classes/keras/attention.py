"""Keras's attention layers, `keras/src/layers/attention`."""

from __future__ import annotations

from paramcalc.algebra.polynomial import Size, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes, whole
from paramcalc.classes.keras.core import KERNEL_ARGUMENTS
from paramcalc.classes.rules import axis_of, size_text
from paramcalc.errors import UsageError


def _read(call: LayerCall) -> tuple[Shape, Shape, Shape]:
    """The shapes of query, value and key; the key is the value unless it is given."""
    if len(call.shapes) == 1:
        # A wrapper, or a Sequential model, hands on one tensor.
        return (call.shape,) * 3
    query, value, *key = call.shapes
    return query, value, key[0] if key else value


def _given(call: LayerCall, features: Size) -> tuple[Size, ...]:
    """The axes of what comes out of MultiHeadAttention at each position."""
    stated = call.get("output_shape")
    if not stated:
        return (features,)
    axes = stated if isinstance(stated, (list, tuple)) else [stated]
    return tuple(whole("output_shape", axis, 1) for axis in axes)


def _multi_head_sizes(call: LayerCall) -> Sizes:
    query, value, key = _read(call)
    width = call.size("key_dim")
    value_width = width if call.get("value_dim") is None else call.size("value_dim")
    given = _given(call, query[-1])
    queries, keys = product(query[1:-1]), product(key[1:-1])
    return {
        "pairs": queries * _attended_keys(call, key),
        "query_features": query[-1],
        "key_features": key[-1],
        "value_features": value[-1],
        "value_dim": value_width,
        "given": given,
        "queries": queries,
        "keys": keys,
    }


def _attended_keys(call: LayerCall, key: Shape) -> Size:
    """At how many places of the key each place of the query looks: all, or those along attention_axes."""
    axes = call.get("attention_axes")
    if axes is None:
        return product(key[1:-1])
    listed = axes if isinstance(axes, (list, tuple)) else [axes]
    places = {axis_of("attention_axes", each, len(key)) for each in listed}
    return product(key[place] for place in places)


def _multi_head_output(call: LayerCall) -> Outputs:
    query = _read(call)[0]
    return (*query[:-1], *_given(call, query[-1]))


def _grouped_sizes(call: LayerCall) -> Sizes:
    query, value, key = _read(call)
    _refuse_widths(query, value)
    heads, pairs = call.size("num_query_heads"), call.size("num_key_value_heads")
    if heads % pairs:
        raise UsageError(f"num_key_value_heads={pairs} must divide num_query_heads={heads}")
    return {
        "features": query[-1],
        "key_features": key[-1],
        "value_features": value[-1],
        "queries": product(query[1:-1]),
        "keys": product(key[1:-1]),
    }


def _refuse_widths(query: Shape, value: Shape) -> None:
    one, two = query[-1], value[-1]
    if one != two and isinstance(one, int) and isinstance(two, int):
        raise UsageError(f"query and value must have as many features, got {size_text(one)} and {size_text(two)}")


def _attended(call: LayerCall) -> Outputs:
    query, value, _ = _read(call)
    return (*query[:-1], value[-1])


def _dot_sizes(call: LayerCall) -> Sizes:
    query, value, key = _read(call)
    return {
        "concat": call.choice("score_mode", ("dot", "concat")) == "concat",
        "queries": product(query[1:-1]),
        "keys": product(key[1:-1]),
        "width": query[-1],
        "value_width": value[-1],
    }


def _additive_sizes(call: LayerCall) -> Sizes:
    query, value, key = _read(call)
    return {
        "width": query[-1],
        "queries": product(query[1:-1]),
        "keys": product(key[1:-1]),
        "value_width": value[-1],
    }


LAYERS: dict[str, LayerEntry] = {
    "MultiHeadAttention": LayerEntry(
        "num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, attention_axes=None, "
        f"sliding_window=None, flash_attention=None, {KERNEL_ARGUMENTS}, use_gate=False, seed=None",
        _multi_head_output,
        """
        query/kernel (query_features, num_heads, key_dim)
        query/bias (num_heads, key_dim) if use_bias
        key/kernel (key_features, num_heads, key_dim)
        key/bias (num_heads, key_dim) if use_bias
        gate/kernel (query_features, num_heads, value_dim) if use_gate
        gate/bias (num_heads, value_dim) if use_gate and use_bias
        value/kernel (value_features, num_heads, value_dim)
        value/bias (num_heads, value_dim) if use_bias
        attention_output/kernel (num_heads, value_dim, *given)
        attention_output/bias (*given) if use_bias
        """,
        macs="queries * query_features * num_heads * key_dim + keys * key_features * num_heads * key_dim"
        " + keys * value_features * num_heads * value_dim + pairs * num_heads * (key_dim + value_dim)"
        " + queries * num_heads * value_dim * given + queries * query_features * num_heads * value_dim * use_gate",
        sizes=_multi_head_sizes,
        inputs=None,
        trainable_reaches_weights=False,
    ),
    "GroupQueryAttention": LayerEntry(
        "head_dim, num_query_heads, num_key_value_heads, dropout=0.0, use_bias=True, sliding_window=None, "
        f"flash_attention=None, {KERNEL_ARGUMENTS}, use_gate=False, seed=None",
        lambda call: _read(call)[0],
        """
        query/kernel (features, num_query_heads, head_dim)
        query/bias (num_query_heads, head_dim) if use_bias
        key/kernel (key_features, num_key_value_heads, head_dim)
        key/bias (num_key_value_heads, head_dim) if use_bias
        gate/kernel (features, num_query_heads, head_dim) if use_gate
        gate/bias (num_query_heads, head_dim) if use_gate and use_bias
        value/kernel (value_features, num_key_value_heads, head_dim)
        value/bias (num_key_value_heads, head_dim) if use_bias
        attention_output/kernel (num_query_heads, head_dim, features)
        attention_output/bias (features) if use_bias
        """,
        macs="queries * features * num_query_heads * head_dim * (2 + use_gate)"
        " + keys * (key_features + value_features) * num_key_value_heads * head_dim"
        " + 2 * queries * keys * num_query_heads * head_dim",
        sizes=_grouped_sizes,
        inputs=None,
        trainable_reaches_weights=False,
    ),
    "Attention": LayerEntry(
        "use_scale=False, score_mode='dot', dropout=0.0, seed=None",
        _attended,
        """
        scale () if use_scale
        concat_score_weight () if concat
        """,
        macs="queries * keys * (width + value_width)",
        sizes=_dot_sizes,
        inputs=None,
    ),
    "AdditiveAttention": LayerEntry(
        "use_scale=True, dropout=0.0",
        _attended,
        "scale (width) if use_scale",
        macs="queries * keys * (width + value_width)",
        sizes=_additive_sizes,
        inputs=None,
    ),
}
