"""PyTorch's layer classes, `torch/nn/modules`: one entry each. The recurrent cells stand in `frameworks`, as equations.

The channels stand in front of the positions. Multiply-adds are those of a sample, and samples lie along the first axis
whatever `batch_first` says, as everywhere in a chain; the shapes of states and of attention follow `batch_first`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from paramcalc.errors import UsageError, shown
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import CellEntry
from paramcalc.layer_classes.base import Call, CellChoice, LayerEntry, Outputs, Shape, Sizes, whole
from paramcalc.layer_classes.rules import Rule, append, axis_of, broadcast, same, shape_text, untold, window
from paramcalc.polynomial import Polynomial, Size, known, product

DIMENSIONS = (1, 2, 3)

POSITIONS = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""What the positions are called where nothing is known of them, by their number."""

IN_PROJECTION = ("query", "key", "value")
"""The matrices that lie one below the other in `in_proj_weight`, each as large as the embedding."""

SEQUENCE = ("batch", "steps", "input")

Change = Callable[[Call, Shape], Iterable["Size | None"]]
"""The lengths that come out, for those that go in."""


def reads(call: Call, size: int, given: Size, what: str = "features") -> int:
    """The size that a layer was made for. Raises UsageError where something else comes in."""
    if isinstance(given, int) and given != size:
        raise UsageError(f"it reads {size} {what}, but what comes in has {given}")
    return size


def _of(axes: Iterable[Size | None]) -> Shape:
    """A shape in which None stands for a length that a symbol is put for."""
    return tuple(axes)  # type: ignore[arg-type]


def _several(call: Call, name: str, count: int, otherwise: int, least: int = 1) -> tuple[int, ...]:
    """One number for each dimension, where the layer has the argument and it is given."""
    return (otherwise,) * count if call.get(name) is None else call.several(name, count, least)


def _fitting(name: str, size: Size, part: int) -> Size | None:
    """A size in so many parts. Raises UsageError where it has no such parts."""
    if isinstance(size, Polynomial):
        return None
    if not part or size % part:
        raise UsageError(f"{name}={part} must divide {size}")
    return size // part


# Linear layers and embeddings.


def _linear(call: Call) -> Outputs:
    reads(call, call.size("in_features"), call.shape[-1])
    return (*call.shape[:-1], call.size("out_features"))


def _bilinear(call: Call) -> Outputs:
    for shape, name in zip(call.shapes, ("in1_features", "in2_features"), strict=False):
        reads(call, call.size(name), shape[-1])
    return (*call.shape[:-1], call.size("out_features"))


def _bagged(call: Call) -> Outputs:
    """A vector a bag: the bags are rows, or begin where the second tensor, the offsets, says."""
    if len(call.shape) > 1 or len(call.shapes) < 2:
        return _of((call.shape[0] if len(call.shape) > 1 else None, call.size("embedding_dim")))
    return (call.shapes[1][0] - int(call.flag("include_last_offset")), call.size("embedding_dim"))


EMBEDDED = """
    weight (num_embeddings, embedding_dim) if not _freeze
    weight (num_embeddings, embedding_dim) if _freeze frozen
"""

LINEAR: dict[str, LayerEntry] = {
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
    ),
    "EmbeddingBag": LayerEntry(
        "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', "
        "sparse=False, _weight=None, include_last_offset=False, padding_idx=None",
        _bagged,
        "weight (num_embeddings, embedding_dim)",
        inputs=None,
        unknown=("batch", "steps"),
    ),
}


# Recurrent layers.


def _projection(call: Call) -> int:
    """The size that an LSTM's output is projected to; 0 for none."""
    size = whole("proj_size", call.get("proj_size", 0))
    if size >= call.size("hidden_size"):
        raise UsageError(f"proj_size={size} must be smaller than hidden_size={call.size('hidden_size')}")
    return size


def _recurrent_output(states: int) -> Rule:
    """The output at every step, then the last states: `h` with the output's size, `c` with the cell's."""

    def rule(call: Call) -> Outputs:
        if len(call.shape) not in (2, 3):
            raise UsageError(f"it reads (steps, features) or {_text(SEQUENCE)}, got {shape_text(call.shape)}")
        reads(call, call.size("input_size"), call.shape[-1])
        units = call.size("hidden_size")
        output = _projection(call) or units
        directions = 2 if call.flag("bidirectional") else 1
        # The layout of a batch is the layer's own here: torch puts its states' batch in the middle.
        batch = call.shape[:-2] if call.flag("batch_first") else call.shape[1:-1]
        stack = (directions * call.size("num_layers"), *batch)
        sizes = (output, units)[:states]
        return [(*call.shape[:-1], directions * output), *((*stack, size) for size in sizes)]

    return rule


def _chosen(cell: str) -> Callable[[Call], CellChoice]:
    def choose(call: Call) -> CellChoice:
        sizes = {"units": call.size("hidden_size"), "input": call.size("input_size")}
        projection = _projection(call) if cell == "lstm" else 0
        if projection:
            sizes["projection"] = projection
        return CellChoice(
            "pytorch",
            cell,
            sizes,
            {option.name: bool(projection) for option in FRAMEWORKS["pytorch"].cells[cell].options},
            call.flag("bias"),
            call.flag("bidirectional"),
            call.size("num_layers"),
        )

    return choose


def _single(cell: str) -> CellEntry:
    """A cell whose tensors go by no layer and no direction: there is one."""
    entry = FRAMEWORKS["pytorch"].cells[cell]
    variants = {
        options: variant._replace(
            storage=tuple(stored._replace(name=stored.name.partition("_l{")[0]) for stored in variant.storage)
        )
        for options, variant in entry.variants.items()
    }
    return entry._replace(variants=variants)


def _single_chosen(cell: str) -> Callable[[Call], CellChoice]:
    def choose(call: Call) -> CellChoice:
        entry = _single(cell)
        sizes = {"units": call.size("hidden_size"), "input": call.size("input_size")}
        options = {option.name: False for option in entry.options}
        return CellChoice("pytorch", cell, sizes, options, call.flag("bias"), entry=entry)

    return choose


def _single_output(states: int) -> Rule:
    def rule(call: Call) -> Outputs:
        if len(call.shape) > 2:
            raise UsageError(f"it reads (features) or (batch, features), got {shape_text(call.shape)}")
        reads(call, call.size("input_size"), call.shape[-1])
        state = (*call.shape[:-1], call.size("hidden_size"))
        return state if states == 1 else [state] * states

    return rule


def _recurrent(cell: str, states: int, *, before: str = "", behind: str = "") -> LayerEntry:
    return LayerEntry(
        f"input_size, hidden_size, num_layers=1, {before}bias=True, batch_first=False, dropout=0.0, "
        f"bidirectional=False{behind}",
        _recurrent_output(states),
        unknown=SEQUENCE,
        cell=_chosen(cell),
    )


def _recurrent_cell(cell: str, states: int, behind: str = "") -> LayerEntry:
    return LayerEntry(
        f"input_size, hidden_size, bias=True{behind}",
        _single_output(states),
        unknown=("batch", "input"),
        cell=_single_chosen(cell),
    )


RECURRENT: dict[str, LayerEntry] = {
    "RNN": _recurrent("rnn", 1, before="nonlinearity='tanh', "),
    "LSTM": _recurrent("lstm", 2, behind=", proj_size=0"),
    "GRU": _recurrent("gru", 1),
    "RNNCell": _recurrent_cell("rnn", 1, ", nonlinearity='tanh'"),
    "LSTMCell": _recurrent_cell("lstm", 2),
    "GRUCell": _recurrent_cell("gru", 1),
}


# Convolutions.


def _text(names: Sequence[str]) -> str:
    return f"({', '.join(names)})"


def _channels(call: Call) -> None:
    """Check what a convolution reads, and that its groups divide it."""
    inside, outside, groups = (call.size(name) for name in ("in_channels", "out_channels", "groups"))
    reads(call, inside, call.shape[1], "channels")
    if inside % groups or outside % groups:
        raise UsageError(f"groups={groups} must divide both in_channels={inside} and out_channels={outside}")


def _padding(call: Call, dimensions: int) -> tuple[int, ...] | None:
    """The zeros at each end, by dimension; None for as many as keep the length."""
    if not isinstance(call.get("padding"), str):
        return call.several("padding", dimensions, 0)
    if call.choice("padding", ("valid", "same")) == "valid":
        return (0,) * dimensions
    if any(stride != 1 for stride in call.several("stride", dimensions)):
        raise UsageError("padding='same' needs a stride of 1")
    return None


def _convolved(dimensions: int) -> Rule:
    def rule(call: Call) -> Outputs:
        _channels(call)
        call.choice("padding_mode", ("zeros", "reflect", "replicate", "circular"))
        batch, _, *positions = call.shape
        padding = _padding(call, dimensions)
        if padding is None:
            return (batch, call.size("out_channels"), *positions)
        sizes = (call.several(name, dimensions) for name in ("kernel_size", "stride", "dilation"))
        lengths = (
            window(length + 2 * ends, kernel, stride, "valid", dilation)
            for length, ends, kernel, stride, dilation in zip(positions, padding, *sizes, strict=True)
        )
        return _of((batch, call.size("out_channels"), *lengths))

    return rule


def _transposed(dimensions: int) -> Rule:
    def rule(call: Call) -> Outputs:
        _channels(call)
        call.choice("padding_mode", ("zeros",))
        batch, _, *positions = call.shape
        sizes = [call.several(name, dimensions) for name in ("kernel_size", "stride", "dilation")]
        ends = [call.several(name, dimensions, 0) for name in ("padding", "output_padding")]
        lengths = (_widened(*each) for each in zip(positions, *sizes, *ends, strict=True))
        return (batch, call.size("out_channels"), *lengths)

    return rule


def _widened(length: Size, kernel: int, stride: int, dilation: int, padding: int, extra: int) -> Size:
    """The length after a transposed convolution."""
    if extra >= max(stride, dilation):
        raise UsageError(f"output_padding={extra} must be smaller than the stride or the dilation")
    widened = (length - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    return _positive(widened, length)


def _positive(widened: Size, length: Size) -> Size:
    if isinstance(widened, int) and widened < 1:
        raise UsageError(f"nothing would be left of a length of {length}")
    return widened


def _convolution_sizes(dimensions: int, shared: str) -> Callable[[Call], Sizes]:
    """The kernel, and how many channels of the axis that groups share a group has."""

    def sizes(call: Call) -> Sizes:
        return {
            "kernel": call.several("kernel_size", dimensions),
            "group_channels": call.size(shared) // call.size("groups"),
        }

    return sizes


def _convolution(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, "
        "padding_mode='zeros'",
        _convolved(dimensions),
        """
        weight (out_channels, group_channels, *kernel)
        bias (out_channels) if bias
        """,
        macs="positions * kernel * group_channels * out_channels",
        sizes=_convolution_sizes(dimensions, "in_channels"),
        rank=dimensions + 2,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
        channels_first=True,
    )


def _transposed_convolution(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, "
        "dilation=1, padding_mode='zeros'",
        _transposed(dimensions),
        """
        weight (in_channels, group_channels, *kernel)
        bias (out_channels) if bias
        """,
        macs="inputs * kernel * in_channels * group_channels",
        sizes=_convolution_sizes(dimensions, "out_channels"),
        rank=dimensions + 2,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
        channels_first=True,
    )


def _blocks(call: Call, lengths: Shape) -> list[Size | None]:
    """How many blocks of `Fold` and `Unfold` lie along each length."""
    kernel, stride, dilation = (call.several(name, len(lengths)) for name in ("kernel_size", "stride", "dilation"))
    padding = call.several("padding", len(lengths), 0)
    sizes = zip(lengths, kernel, stride, padding, dilation, strict=True)
    return [window(length + 2 * ends, size, step, "valid", wide) for length, size, step, ends, wide in sizes]


def _unfolded(call: Call) -> Outputs:
    """Every block as a column."""
    leading, lengths = _split(call, 2)
    each = [size for size in _blocks(call, lengths) if size is not None]
    blocks = product(each) if len(each) == len(lengths) else None
    return _of((*leading[:-1], leading[-1] * product(call.several("kernel_size", 2)), blocks))


def _folded(call: Call) -> Outputs:
    """The blocks laid back, those that overlap added up."""
    leading, (columns,) = _split(call, 1)
    size = call.several("output_size", 2)
    reads(call, known(product(each or 1 for each in _blocks(call, size))), columns, "blocks")
    kernel = known(product(call.several("kernel_size", 2)))
    return _of((*leading[:-1], _fitting("the kernel's size", leading[-1], kernel), *size))


FOLDING = "kernel_size, dilation=1, padding=0, stride=1"

CONVOLUTIONAL: dict[str, LayerEntry] = {
    **{f"Conv{dimensions}d": _convolution(dimensions) for dimensions in DIMENSIONS},
    **{f"ConvTranspose{dimensions}d": _transposed_convolution(dimensions) for dimensions in DIMENSIONS},
    "Fold": LayerEntry(f"output_size, {FOLDING}", _folded),
    "Unfold": LayerEntry(FOLDING, _unfolded),
}


# Normalizations and PReLU.


def _normalized_channels(
    argument: str, ranks: tuple[int, ...], needed: Callable[[Call], bool], behind: int = 0
) -> Rule:
    """What it reads, whose channels must be as many as said; of an unknown shape nothing is said."""

    def rule(call: Call) -> Outputs:
        if (ranks and len(call.shape) not in ranks) or len(call.shape) < 2:
            wanted = " or ".join(map(str, ranks)) or "2 or more"
            raise UsageError(f"it reads {wanted} axes, got {shape_text(call.shape)}")
        # An instance by itself has no batch in front of its channels.
        channels = call.shape[-behind - 1] if behind else call.shape[1]
        if isinstance(channels, Polynomial):
            return None
        if needed(call):
            reads(call, call.size(argument), channels, "channels")
        return call.shape

    return rule


def _batch_norm(behind: str, *ranks: int) -> LayerEntry:
    def needed(call: Call) -> bool:
        return call.flag("affine") or call.flag("track_running_stats")

    return LayerEntry(
        f"num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True{behind}, bias=True",
        _normalized_channels("num_features", ranks, needed),
        """
        weight (num_features) if affine
        bias (num_features) if affine and bias
        """,
        unknown=("batch", "channels", *POSITIONS.get(max(ranks, default=2) - 2, ())),
    )


def _instance_norm(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, bias=True",
        _normalized_channels(
            "num_features", (dimensions + 1, dimensions + 2), lambda call: call.flag("affine"), dimensions
        ),
        """
        weight (num_features) if affine
        bias (num_features) if affine and bias
        """,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
    )


def _group_norm(call: Call) -> Outputs:
    _fitting("num_groups", call.size("num_channels"), call.size("num_groups"))
    return _normalized_channels("num_channels", (), lambda _: True)(call)


def _normalized_axes(call: Call) -> tuple[int, ...]:
    value = call.get("normalized_shape")
    axes = value if isinstance(value, (list, tuple)) else [value]
    if not axes:
        raise UsageError("normalized_shape must have an axis at least")
    return tuple(whole("normalized_shape", each, 1) for each in axes)


def _normalized(call: Call) -> Outputs:
    axes = _normalized_axes(call)
    own = call.shape[-len(axes) :]
    if len(own) < len(axes) and all(isinstance(size, Polynomial) for size in call.shape):
        return None
    if len(own) < len(axes) or any(isinstance(one, int) and one != two for one, two in zip(own, axes, strict=True)):
        raise UsageError(f"it normalizes {shape_text(axes)} at the end, got {shape_text(call.shape)}")
    return (*call.shape[: -len(axes)], *axes)


def _normalized_sizes(call: Call) -> Sizes:
    return {"normalized_shape": _normalized_axes(call)}


def _prelu(call: Call) -> Outputs:
    if all(isinstance(size, Polynomial) for size in call.shape[1:]):
        return None
    if call.size("num_parameters") > 1:
        reads(call, call.size("num_parameters"), call.shape[1], "channels")
    return call.shape


NORMALIZATION: dict[str, LayerEntry] = {
    "BatchNorm1d": _batch_norm("", 2, 3),
    "BatchNorm2d": _batch_norm("", 4),
    "BatchNorm3d": _batch_norm("", 5),
    "SyncBatchNorm": _batch_norm(", process_group=None"),
    **{f"InstanceNorm{dimensions}d": _instance_norm(dimensions) for dimensions in DIMENSIONS},
    "GroupNorm": LayerEntry(
        "num_groups, num_channels, eps=1e-05, affine=True, bias=True",
        _group_norm,
        """
        weight (num_channels) if affine
        bias (num_channels) if affine and bias
        """,
    ),
    "LayerNorm": LayerEntry(
        "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True",
        _normalized,
        """
        weight (*normalized_shape) if elementwise_affine
        bias (*normalized_shape) if elementwise_affine and bias
        """,
        sizes=_normalized_sizes,
    ),
    "RMSNorm": LayerEntry(
        "normalized_shape, eps=None, elementwise_affine=True",
        _normalized,
        "weight (*normalized_shape) if elementwise_affine",
        sizes=_normalized_sizes,
    ),
    "PReLU": LayerEntry("num_parameters=1, init=0.25", _prelu, "weight (num_parameters)"),
}


# Attention and Transformers.


def _three(call: Call) -> tuple[Shape, Shape, Shape]:
    """Query, key and value; what is not given is the one before it."""
    query, *others = call.shapes
    key = others[0] if others else query
    return query, key, others[1] if len(others) > 1 else key


def _width(call: Call, name: str) -> int:
    """The features of keys or values; by themselves as many as the embedding."""
    return call.size("embed_dim" if call.get(name) is None else name)


def _heads(width: str, heads: str, call: Call) -> int:
    size = call.size(width)
    if size % call.size(heads):
        raise UsageError(f"{heads}={call.size(heads)} must divide {width}={size}")
    return size


def _steps(call: Call, shape: Shape) -> Size:
    if len(shape) not in (2, 3):
        raise UsageError(f"it reads (steps, features) or {_text(SEQUENCE)}, got {shape_text(shape)}")
    return shape[-2]


def _added(call: Call) -> int:
    """Keys that are there whatever comes in: the bias, and zeros."""
    return call.flag("add_bias_kv") + call.flag("add_zero_attn")


def _attention_sizes(call: Call) -> Sizes:
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


def _attended(call: Call) -> Outputs:
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


def _transformer_sizes(call: Call) -> Sizes:
    target, memory, _ = _three(call)
    return {
        "stacked": call.size("d_model") * len(IN_PROJECTION),
        "queries": _steps(call, target),
        "keys": _steps(call, memory),
    }


def _transformed(call: Call) -> Outputs:
    width = _heads("d_model", "nhead", call)
    for shape in call.shapes:
        _steps(call, shape)
        reads(call, width, shape[-1])
    return (*call.shape[:-1], width)


ATTENTION: dict[str, LayerEntry] = {
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


# Pooling, padding, and other layers that change lengths.


def _split(call: Call, count: int) -> tuple[Shape, Shape]:
    """What stands in front, and the lengths: torch reads one sample by itself, too."""
    if len(call.shape) not in (count + 1, count + 2):
        raise UsageError(f"it reads {count + 1} or {count + 2} axes, got {shape_text(call.shape)}")
    return call.shape[:-count], call.shape[-count:]


def _lengths(dimensions: int, change: Change) -> Rule:
    """What it reads with its lengths changed, twice where it gives their indices, too."""

    def rule(call: Call) -> Outputs:
        leading, lengths = _split(call, dimensions)
        output = _of((*leading, *change(call, lengths)))
        return [output, output] if call.flag("return_indices") else output

    return rule


def _pooled(call: Call, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel = call.several("kernel_size", count)
    stride = kernel if call.get("stride") is None else call.several("stride", count)
    padding, dilation = _several(call, "padding", count, 0, 0), _several(call, "dilation", count, 1)
    ceil = call.flag("ceil_mode")
    return (_windows(*each, ceil) for each in zip(lengths, kernel, stride, padding, dilation, strict=True))


def _windows(length: Size, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> Size | None:
    """How many windows fit; rounded up, the last one may reach over the end, but must begin before it."""
    reach = dilation * (kernel - 1) + 1
    if 2 * padding > kernel:
        raise UsageError(f"padding={padding} must be at most half of kernel_size={kernel}")
    if not ceil or stride == 1 or isinstance(length, Polynomial):
        return window(length + 2 * padding, kernel, stride, "valid", dilation)
    windows = -((reach - length - 2 * padding) // stride) + 1
    if (windows - 1) * stride >= length + padding:
        windows -= 1
    return _positive(windows, length)


def _averaged(call: Call, lengths: Shape) -> Iterable[Size | None]:
    """As other poolings, but in three dimensions torch wants the window to fit without the padding, too."""
    for length, kernel in zip(lengths, call.several("kernel_size", len(lengths)), strict=True):
        if len(lengths) == 3 and isinstance(length, int) and length < kernel:
            raise UsageError(f"a window of {kernel} does not fit into a length of {length}")
    return _pooled(call, lengths)


def _unpooled(call: Call, lengths: Shape) -> Iterable[Size | None]:
    count = len(lengths)
    kernel, padding = call.several("kernel_size", count), call.several("padding", count, 0)
    stride = kernel if call.get("stride") is None else call.several("stride", count)
    sizes = zip(lengths, kernel, stride, padding, strict=True)
    return (_positive((length - 1) * step + size - 2 * ends, length) for length, size, step, ends in sizes)


def _adapted(call: Call, lengths: Shape) -> Iterable[Size | None]:
    """As many as asked for; None keeps a length."""
    wanted = call.get("output_size")
    each = list(wanted) if isinstance(wanted, (list, tuple)) else [wanted] * len(lengths)
    if len(each) != len(lengths):
        raise UsageError(f"output_size takes 1 or {len(lengths)} numbers, got {shown(wanted)}")
    sizes = zip(lengths, each, strict=True)
    return [length if size is None else whole("output_size", size, 1) for length, size in sizes]


def _fractional(call: Call, lengths: Shape) -> Iterable[Size | None]:
    """The size asked for, or a part of the length."""
    count, ratio = len(lengths), call.get("output_ratio")
    if (call.get("output_size") is None) == (ratio is None):
        raise UsageError("it takes either output_size or output_ratio")
    if ratio is None:
        return call.several("output_size", count)
    return [_scaled(length, part) for length, part in zip(lengths, _factors("output_ratio", ratio, count), strict=True)]


def _factors(name: str, value: Any, count: int) -> list[float]:
    """One number for each dimension. Raises UsageError for what is no positive number."""
    factors = list(value) if isinstance(value, (list, tuple)) else [value] * count
    if len(factors) != count or not all(
        isinstance(each, (int, float)) and not isinstance(each, bool) and 0 < each < 2**53 for each in factors
    ):
        raise UsageError(f"{name} takes 1 or {count} positive numbers, got {shown(value)}")
    return factors


def _scaled(length: Size, factor: float) -> Size | None:
    if factor == int(factor):
        return length * int(factor)
    return None if isinstance(length, Polynomial) else _positive(int(length * factor), length)


def _upsampled(call: Call) -> Outputs:
    lengths = _at_least(call, 3)[2:]
    scale = call.get("scale_factor")
    if (call.get("size") is None) == (scale is None):
        raise UsageError("it takes either size or scale_factor")
    if scale is None:
        return (*call.shape[:2], *call.several("size", len(lengths)))
    factors = _factors("scale_factor", scale, len(lengths))
    return _of((*call.shape[:2], *(_scaled(*each) for each in zip(lengths, factors, strict=True))))


def _padded(spare: int | None = None) -> Change:
    """The lengths with both ends padded, or cut where a number is negative; the last length's ends come first.

    What is mirrored or repeated must be there: `spare` is how much shorter than the length an end is, None for any.
    """

    def padded(call: Call, lengths: Shape) -> Iterable[Size | None]:
        value, count = call.get("padding"), 2 * len(lengths)
        ends = list(value) if isinstance(value, (list, tuple)) else [value] * count
        if len(ends) != count:
            raise UsageError(f"padding takes 1 or {count} numbers, got {shown(value)}")
        numbers = [whole("padding", end, -(10**9)) for end in ends]
        pairs = zip(numbers[-2::-2], numbers[::-2], strict=True)
        return [_widest(length, pair, spare) for length, pair in zip(lengths, pairs, strict=True)]

    return padded


def _widest(length: Size, ends: tuple[int, int], spare: int | None) -> Size:
    if spare is not None and isinstance(length, int) and max(ends) > length - spare:
        raise UsageError(f"padding={max(ends)} is more than a length of {length} allows: at most {length - spare}")
    return _positive(length + sum(ends), length)


def _shuffled(call: Call) -> Outputs:
    """Channels spread over the positions."""
    *leading, channels, height, width = _at_least(call, 3)
    factor = call.size("upscale_factor")
    fewer = _fitting("upscale_factor²", channels, factor * factor)
    return _of((*leading, fewer, height * factor, width * factor))


def _unshuffled(call: Call) -> Outputs:
    """Positions gathered into the channels."""
    *leading, channels, height, width = _at_least(call, 3)
    factor = call.size("downscale_factor")
    fewer = (_fitting("downscale_factor", length, factor) for length in (height, width))
    return _of((*leading, channels * factor * factor, *fewer))


def _at_least(call: Call, axes: int) -> Shape:
    if len(call.shape) < axes:
        raise UsageError(f"it reads {axes} axes or more, got {shape_text(call.shape)}")
    return call.shape


def _channel_shuffled(call: Call) -> Outputs:
    _fitting("groups", _at_least(call, 3)[1], call.size("groups"))
    return call.shape


def _flattened(call: Call) -> Outputs:
    start, end = (axis_of(name, call.get(name), len(call.shape)) for name in ("start_dim", "end_dim"))
    if start > end:
        raise UsageError(f"start_dim {start} comes behind end_dim {end}")
    return (*call.shape[:start], product(call.shape[start : end + 1]), *call.shape[end + 1 :])


def _unflattened(call: Call) -> Outputs:
    """One axis as several; -1 takes what is left. An axis by name is not told."""
    target = call.get("unflattened_size")
    if isinstance(call.get("dim"), str):
        return untold(call)
    if not isinstance(target, (list, tuple)):
        raise UsageError(f"unflattened_size must be a tuple of whole numbers, got {shown(target)}")
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    sizes = [whole("unflattened_size", each, -1) for each in target]
    rest = known(product(size for size in sizes if size != -1))
    left = _fitting("unflattened_size", call.shape[axis], rest)
    if sizes.count(-1) > 1 or (-1 not in sizes and left not in (1, None)):
        raise UsageError(f"unflattened_size={shown(target)} does not fit an axis of {call.shape[axis]}")
    inside = (left if size == -1 else size for size in sizes)
    return _of((*call.shape[:axis], *inside, *call.shape[axis + 1 :]))


def _gated(call: Call) -> Outputs:
    """Half of an axis: the other half opens and closes it."""
    axis = axis_of("dim", call.get("dim"), len(call.shape))
    size = call.shape[axis]
    if isinstance(size, int) and size % 2:
        raise UsageError(f"dim {axis} must have an even length, got {size}")
    half = size // 2 if isinstance(size, int) else None
    return _of((*call.shape[:axis], half, *call.shape[axis + 1 :]))


def _similar(call: Call) -> Outputs:
    """Two tensors compared along an axis, which is gone."""
    shape = _laid_over(call)
    axis = axis_of("dim", call.get("dim"), len(shape))
    return (*shape[:axis], *shape[axis + 1 :])


def _distant(call: Call) -> Outputs:
    shape = _laid_over(call)
    return (*shape[:-1], 1) if call.flag("keepdim") else shape[:-1]


def _laid_over(call: Call) -> Shape:
    shape = broadcast(call)
    assert isinstance(shape, tuple)
    return shape


def _each(name: str, arguments: str, change: Change, inputs: int | None = 1) -> dict[str, LayerEntry]:
    """A family of layers in one, two and three dimensions."""
    return {
        name.format(dimensions): LayerEntry(arguments, _lengths(dimensions, change), inputs=inputs)
        for dimensions in DIMENSIONS
    }


AVERAGED = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"

FRACTIONAL = "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None"

LENGTHS: dict[str, LayerEntry] = {
    **_each(
        "MaxPool{}d",
        "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
        _pooled,
    ),
    **_each("AvgPool{}d", f"{AVERAGED}, divisor_override=None", _averaged),
    "AvgPool1d": LayerEntry(AVERAGED, _lengths(1, _averaged)),
    **_each("LPPool{}d", "norm_type, kernel_size, stride=None, ceil_mode=False", _averaged),
    **_each("MaxUnpool{}d", "kernel_size, stride=None, padding=0", _unpooled, None),
    **_each("AdaptiveAvgPool{}d", "output_size", _adapted),
    **_each("AdaptiveMaxPool{}d", "output_size, return_indices=False", _adapted),
    **{f"FractionalMaxPool{count}d": LayerEntry(FRACTIONAL, _lengths(count, _fractional)) for count in (2, 3)},
    **_each("CircularPad{}d", "padding", _padded(0)),
    **_each("ConstantPad{}d", "padding, value", _padded()),
    **_each("ReflectionPad{}d", "padding", _padded(1)),
    **_each("ReplicationPad{}d", "padding", _padded()),
    **_each("ZeroPad{}d", "padding", _padded()),
    "Upsample": LayerEntry(
        "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None", _upsampled
    ),
    "UpsamplingBilinear2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
    "UpsamplingNearest2d": LayerEntry("size=None, scale_factor=None", _upsampled, rank=4),
}

RESHAPING: dict[str, LayerEntry] = {
    "ChannelShuffle": LayerEntry("groups", _channel_shuffled),
    "CosineSimilarity": LayerEntry("dim=1, eps=1e-08", _similar, inputs=None),
    "Flatten": LayerEntry("start_dim=1, end_dim=-1", _flattened),
    "GLU": LayerEntry("dim=-1", _gated),
    "PairwiseDistance": LayerEntry("p=2.0, eps=1e-06, keepdim=False", _distant, inputs=None),
    "PixelShuffle": LayerEntry("upscale_factor", _shuffled),
    "PixelUnshuffle": LayerEntry("downscale_factor", _unshuffled),
    "Unflatten": LayerEntry("dim, unflattened_size", _unflattened),
}


# What gives out the shape that it reads.

DROPPED = "p=0.5, inplace=False"

LOCAL = "size, alpha=0.0001, beta=0.75"

UNCHANGED = {
    "AlphaDropout": DROPPED,
    "CELU": "alpha=1.0, inplace=False",
    "CrossMapLRN2d": f"{LOCAL}, k=1",
    "Dropout": DROPPED,
    "Dropout1d": DROPPED,
    "Dropout2d": DROPPED,
    "Dropout3d": DROPPED,
    "ELU": "alpha=1.0, inplace=False",
    "FeatureAlphaDropout": DROPPED,
    "GELU": "approximate='none'",
    "Hardshrink": "lambd=0.5",
    "Hardsigmoid": "inplace=False",
    "Hardswish": "inplace=False",
    "Hardtanh": "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None",
    "Identity": "",
    "LeakyReLU": "negative_slope=0.01, inplace=False",
    "LocalResponseNorm": f"{LOCAL}, k=1.0",
    "LogSigmoid": "",
    "LogSoftmax": "dim=None",
    "Mish": "inplace=False",
    "RReLU": "lower=0.125, upper=0.3333333333333333, inplace=False",
    "ReLU": "inplace=False",
    "ReLU6": "inplace=False",
    "SELU": "inplace=False",
    "SiLU": "inplace=False",
    "Sigmoid": "",
    "Softmax": "dim=None",
    "Softmax2d": "",
    "Softmin": "dim=None",
    "Softplus": "beta=1.0, threshold=20.0",
    "Softshrink": "lambd=0.5",
    "Softsign": "",
    "Tanh": "",
    "Tanhshrink": "",
    "Threshold": "threshold, value, inplace=False",
}
"""The layers by name, with their arguments."""


LAYERS: dict[str, LayerEntry] = {
    **LINEAR,
    **RECURRENT,
    **CONVOLUTIONAL,
    **NORMALIZATION,
    **ATTENTION,
    **LENGTHS,
    **RESHAPING,
    **{name: LayerEntry(arguments, same) for name, arguments in UNCHANGED.items()},
}

COMMON = ("device", "dtype", "name")
"""What a layer takes beside its own arguments, and no count depends on."""

CONTAINER = "it is a container"

LAZY = "it takes its sizes from the first tensor that it sees; write the layer that it becomes"

LEFT_OUT = {
    "AdaptiveLogSoftmaxWithLoss": "it is a loss, which reads the targets, too",
    "Container": CONTAINER,
    "DataParallel": "it wraps another module, whose weights it has",
    **{
        f"Lazy{kind}{dimensions}d": LAZY
        for kind in ("BatchNorm", "Conv", "ConvTranspose", "InstanceNorm")
        for dimensions in DIMENSIONS
    },
    "LazyLinear": LAZY,
    "Module": "it is the base class",
    "ModuleDict": CONTAINER,
    "ModuleList": CONTAINER,
    "ParameterDict": CONTAINER,
    "ParameterList": CONTAINER,
    "RNNBase": "it is a base class",
    "RNNCellBase": "it is a base class",
    "Sequential": CONTAINER,
}
"""The classes of modules in `torch.nn` that have no entry, losses aside, and why."""
