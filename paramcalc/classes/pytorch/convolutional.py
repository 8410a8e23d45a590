"""PyTorch's convolutions, `torch/nn/modules/conv.py` and `fold.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paramcalc.algebra.polynomial import Size, known, product
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Shape, Sizes
from paramcalc.classes.pytorch.common import DIMENSIONS, POSITIONS, fitting, positive, reads, split
from paramcalc.classes.rules import Rule
from paramcalc.classes.windows import widened, window
from paramcalc.errors import UsageError
from paramcalc.phrases import tr

WINDOW = ("kernel_size", "stride", "dilation")


def _positions(call: LayerCall) -> Shape:
    """The lengths that a convolution reads, after a check of its channels."""
    inside, outside, groups = (call.size(name) for name in ("in_channels", "out_channels", "groups"))
    reads(inside, call.shape[1], tr("channels"))
    if inside % groups or outside % groups:
        raise UsageError(
            tr(
                "groups={groups} must divide both in_channels={inside} and out_channels={outside}",
                groups=groups,
                inside=inside,
                outside=outside,
            )
        )
    return call.shape[2:]


def _padding(call: LayerCall, dimensions: int) -> tuple[int, ...] | None:
    """The zeros at each end, by dimension; None for as many as keep the length."""
    if not isinstance(call.get("padding"), str):
        return call.several("padding", dimensions, 0)
    if call.choice("padding", ("valid", "same")) == "valid":
        return (0,) * dimensions
    if any(stride != 1 for stride in call.several("stride", dimensions)):
        raise UsageError(tr("padding='same' needs a stride of 1"))
    return None


def _windows(call: LayerCall, lengths: Sequence[Size], padding: Sequence[int]) -> list[Size | None]:
    """How many windows fit along each length with its padding."""
    whole = (length + 2 * ends for length, ends in zip(lengths, padding, strict=True))
    return list(map(window, whole, *(call.several(name, len(lengths)) for name in WINDOW)))


def _convolved(call: LayerCall) -> Outputs:
    lengths = _positions(call)
    call.choice("padding_mode", ("zeros", "reflect", "replicate", "circular"))
    padding = _padding(call, len(lengths))
    after = lengths if padding is None else _windows(call, lengths, padding)
    return (call.shape[0], call.size("out_channels"), *after)


def _transposed(call: LayerCall) -> Outputs:
    lengths = _positions(call)
    call.choice("padding_mode", ("zeros",))
    sizes = [call.several(name, len(lengths)) for name in WINDOW]
    ends = [call.several(name, len(lengths), 0) for name in ("padding", "output_padding")]
    for stride, dilation, extra in zip(*sizes[1:], ends[1], strict=True):
        if extra >= max(stride, dilation):
            raise UsageError(tr("output_padding={extra} must be smaller than the stride or the dilation", extra=extra))
    after = map(positive, map(widened, lengths, *sizes, *ends), lengths)
    return (call.shape[0], call.size("out_channels"), *after)


def _convolution_sizes(shared: str) -> Callable[[LayerCall], Sizes]:
    """The kernel, and the channels that each group has of the axis that groups share."""

    def sizes(call: LayerCall) -> Sizes:
        kernel = call.several("kernel_size", len(call.shape) - 2)
        return {"kernel": kernel, "group_channels": call.size(shared) // call.size("groups")}

    return sizes


def _convolutions(
    name: str, arguments: str, output: Rule, kernel: tuple[str, str], macs: str, shared: str
) -> dict[str, LayerEntry]:
    """A convolution over one, two and three dimensions; groups share the channels of the second axis of its kernel."""
    return {
        name.format(dimensions): LayerEntry(
            f"in_channels, out_channels, kernel_size, stride=1, padding=0, {arguments}, padding_mode='zeros'",
            output,
            f"weight ({', '.join(kernel)}, *kernel)\nbias (out_channels) if bias",
            macs=f"{macs} * kernel * {' * '.join(kernel)}",
            sizes=_convolution_sizes(shared),
            rank=dimensions + 2,
            unknown=("batch", "channels", *POSITIONS[dimensions]),
            channels_first=True,
        )
        for dimensions in DIMENSIONS
    }


def _unfolded(call: LayerCall) -> Outputs:
    """Every block as a column."""
    leading, lengths = split(call, 2)
    counts = _windows(call, lengths, call.several("padding", 2, 0))
    blocks = None if None in counts else product(size for size in counts if size is not None)
    return (*leading[:-1], leading[-1] * product(call.several("kernel_size", 2)), blocks)


def _folded(call: LayerCall) -> Outputs:
    """The blocks put back, with overlapping ones added up."""
    leading, (columns,) = split(call, 1)
    size = call.several("output_size", 2)
    counts = _windows(call, size, call.several("padding", 2, 0))
    reads(known(product(count or 1 for count in counts)), columns, tr("blocks"))
    kernel = known(product(call.several("kernel_size", 2)))
    return (*leading[:-1], fitting(tr("the kernel's size"), leading[-1], kernel), *size)


FOLDING = "kernel_size, dilation=1, padding=0, stride=1"

LAYERS: dict[str, LayerEntry] = {
    **_convolutions(
        "Conv{}d",
        "dilation=1, groups=1, bias=True",
        _convolved,
        ("out_channels", "group_channels"),
        "positions",
        "in_channels",
    ),
    **_convolutions(
        "ConvTranspose{}d",
        "output_padding=0, groups=1, bias=True, dilation=1",
        _transposed,
        ("in_channels", "group_channels"),
        "inputs",
        "out_channels",
    ),
    "Fold": LayerEntry(f"output_size, {FOLDING}", _folded),
    "Unfold": LayerEntry(FOLDING, _unfolded),
}
