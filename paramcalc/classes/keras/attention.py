"""Keras's attention layers, `keras/src/layers/attention`."""

from __future__ import annotations

from paramcalc.algebra.polynomial import Size, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes, listed, whole
from paramcalc.classes.keras.arguments import KERNEL_ARGUMENTS
from paramcalc.classes.messages import size_text
from paramcalc.classes.rules import axes_of
from paramcalc.errors import UsageError
from paramcalc.phrases import tr


def _inputs(call: LayerCall) -> tuple[Shape, Shape, Shape]:
    """The shapes of query, value and key; the key is the value unless it is given."""
    if len(call.shapes) == 1:
        # A wrapper, or a Sequential model, hands on one tensor.
        return (call.shape,) * 3
    query, value, *key = call.shapes
    return query, value, key[0] if key else value


def _sizes(call: LayerCall) -> dict[str, Size]:
    """The sizes of the three inputs, which all attention layers share."""
    query, value, key = _inputs(call)
    return {
        "query_features": query[-1],
        "key_features": key[-1],
        "value_features": value[-1],
        "queries": product(query[1:-1]),
        "keys": product(key[1:-1]),
    }


def _output_axes(call: LayerCall) -> tuple[Size, ...]:
    """The axes of MultiHeadAttention's output at each position."""
    stated = call.get("output_shape")
    if not stated:
        return (_inputs(call)[0][-1],)
    return tuple(whole("output_shape", axis, 1) for axis in listed(stated))


def _multi_head_sizes(call: LayerCall) -> Sizes:
    sizes = _sizes(call)
    axes, key = call.get("attention_axes"), _inputs(call)[2]
    # Each position of the query attends to all of the key, or to those along attention_axes.
    attended = range(1, len(key) - 1) if axes is None else {*axes_of("attention_axes", axes, len(key))}
    value_dim = call.size_or("value_dim", call.size("key_dim"))
    return {
        **sizes,
        "value_dim": value_dim,
        "given": _output_axes(call),
        "pairs": sizes["queries"] * product(key[axis] for axis in attended),
    }


def _grouped_sizes(call: LayerCall) -> Sizes:
    query, value, _ = _inputs(call)
    one, two = query[-1], value[-1]
    if one != two and isinstance(one, int) and isinstance(two, int):
        raise UsageError(
            tr(
                "query and value must have as many features, got {one} and {two}",
                one=size_text(one),
                two=size_text(two),
            )
        )
    heads, pairs = call.size("num_query_heads"), call.size("num_key_value_heads")
    if heads % pairs:
        raise UsageError(
            tr("num_key_value_heads={pairs} must divide num_query_heads={heads}", pairs=pairs, heads=heads)
        )
    return {**_sizes(call), "features": query[-1]}


def _additive_sizes(call: LayerCall) -> Sizes:
    return {**_sizes(call), "width": _inputs(call)[0][-1]}


def _dot_sizes(call: LayerCall) -> Sizes:
    return {**_additive_sizes(call), "concat": call.choice("score_mode", ("dot", "concat")) == "concat"}


def _attended(call: LayerCall) -> Outputs:
    query, value, _ = _inputs(call)
    return (*query[:-1], value[-1])


def _projections(read: str, heads: str, key_heads: str, width: str, value_width: str, output: str) -> str:
    """The kernels and biases of query, key, gate, value and output."""
    projections = (
        ("query", read, f"{heads}, {width}", ""),
        ("key", "key_features", f"{key_heads}, {width}", ""),
        ("gate", read, f"{heads}, {value_width}", "use_gate"),
        ("value", "value_features", f"{key_heads}, {value_width}", ""),
        ("attention_output", f"{heads}, {value_width}", output, ""),
    )
    return "\n".join(
        f"{name}/kernel ({features}, {given}){f' if {switch}' if switch else ''}\n"
        f"{name}/bias ({given}) if {f'{switch} and ' if switch else ''}use_bias"
        for name, features, given, switch in projections
    )


LAYERS: dict[str, LayerEntry] = {
    "MultiHeadAttention": LayerEntry(
        "num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, attention_axes=None, "
        f"sliding_window=None, flash_attention=None, {KERNEL_ARGUMENTS}, use_gate=False, seed=None",
        lambda call: (*_inputs(call)[0][:-1], *_output_axes(call)),
        _projections("query_features", "num_heads", "num_heads", "key_dim", "value_dim", "*given"),
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
        lambda call: _inputs(call)[0],
        _projections("features", "num_query_heads", "num_key_value_heads", "head_dim", "head_dim", "features"),
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
        macs="queries * keys * (width + value_features)",
        sizes=_dot_sizes,
        inputs=None,
    ),
    "AdditiveAttention": LayerEntry(
        "use_scale=True, dropout=0.0",
        _attended,
        "scale (width) if use_scale",
        macs="queries * keys * (width + value_features)",
        sizes=_additive_sizes,
        inputs=None,
    ),
}
