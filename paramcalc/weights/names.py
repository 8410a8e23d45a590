"""The names of a layer's tensors in a dictionary, and the arrays that a dictionary holds for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from paramcalc.errors import UsageError, shown
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.structure import Tensor
from paramcalc.phrases import joined, tr

SEPARATORS = (".", "/")
"""What stands between the name of a layer and that of its tensor: `encoder.weight_ih_l0`, `gru/kernel`."""


def tensor_names(breakdown: Breakdown) -> tuple[str, ...]:
    """A name for each tensor, in their order: the framework's own name.

    Where several tensors have the same one, the direction and the layer of the stack stand before it.

    >>> from paramcalc import gru
    >>> tensor_names(gru(framework="pytorch"))
    ('weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0')
    >>> tensor_names(gru(bidirectional=True))[2:4]
    ('forward/bias', 'backward/kernel')
    """
    tensors = breakdown.tensors
    own = [tensor.name for tensor in tensors]
    if len(set(own)) == len(own):
        return tuple(own)
    return tuple("/".join([*_place(breakdown, tensor), tensor.name]) for tensor in tensors)


def _place(breakdown: Breakdown, tensor: Tensor) -> list[str]:
    layer = [f"layer_{tensor.layer}"] if breakdown.layer.layers > 1 else []
    return [*layer, *([tensor.direction] if breakdown.layer.bidirectional and tensor.direction != "both" else [])]


def arrays_of(weights: Mapping[str, Any], breakdown: Breakdown) -> list[Any]:
    """The arrays of a layer's tensors, in their order, from a dictionary such as a `state_dict`.

    The names may have the name of the layer before them; what belongs to other layers is left alone.

    Raises UsageError for a dictionary that holds no such layer, or several.
    """
    names = tensor_names(breakdown)
    prefixes = [prefix for prefix in _prefixes(weights, names[0]) if all(prefix + name in weights for name in names)]
    if len(prefixes) == 1:
        return [weights[prefixes[0] + name] for name in names]
    framework, title = breakdown.layer.framework, breakdown.layer.entry.title
    if prefixes:
        roots = (prefix.rstrip("".join(SEPARATORS)) for prefix in prefixes)
        layers = joined(tr(", "), (root or tr("one without a name") for root in roots))
        message = tr(
            "the weights hold several layers with the tensors of {framework}'s {title}: {layers}",
            framework=framework,
            title=title,
            layers=layers,
        )
        raise UsageError(message, tip=tr("give the tensors of one layer"))
    given = shown(list(weights))
    raise UsageError(
        tr(
            "{framework}'s {title} has the tensors {names}; the weights have {given}",
            framework=framework,
            title=title,
            names=", ".join(names),
            given=given,
        )
    )


def _prefixes(weights: Mapping[str, Any], first: str) -> Sequence[str]:
    """What stands before the name of the first tensor in the dictionary's names."""
    ends = [str(key)[: -len(first)] for key in weights if str(key).endswith(first)]
    return [prefix for prefix in ends if not prefix or prefix.endswith(SEPARATORS)]
