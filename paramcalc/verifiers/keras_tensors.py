"""The tensors of a real Keras layer, each by the layer that has it and its name there."""

from __future__ import annotations

from typing import Any

from paramcalc.verifiers.model_verdict import ModelTensor

INSIDE = {
    "Bidirectional": ("forward_layer", "backward_layer"),
    "TimeDistributed": ("layer",),
    "SpectralNormalization": ("layer",),
    "RNN": ("cell",),
    "StackedRNNCells": ("cells",),
}
"""The layers that hold others, and under which names."""


def tensors_of(keras: Any, real: Any) -> tuple[ModelTensor, ...]:
    """The tensors of a built layer, in its own order."""
    names = _names(keras, real)
    return tuple(
        ModelTensor(names[id(each)], tuple(each.shape), str(each.dtype), bool(each.trainable)) for each in real.weights
    )


def is_uneven(bidirectional: Any) -> bool:
    """Whether the two directions have different widths."""
    one, two = (getattr(bidirectional, name) for name in INSIDE["Bidirectional"])
    return getattr(one, "units", None) != getattr(two, "units", None)


def _names(keras: Any, real: Any) -> dict[int, str]:
    """The name of each weight: within the layer that has it, and where that is inside another, behind its name."""
    return {
        key: name if owner is real else f"{owner.name}/{name}" for key, (owner, name) in _owned(keras, real).items()
    }


def _owned(keras: Any, real: Any) -> dict[int, tuple[Any, str]]:
    """Each weight with the layer that has it and its name there."""
    found: dict[int, tuple[Any, str]] = {}
    for weight in real.weights:
        path = weight.path.split("/")
        start = len(path) - path[::-1].index(real.name) if real.name in path else len(path) - 1
        behind = path[start:]
        # What a recurrent layer calls its cell is its own affair.
        is_recurrent = isinstance(real, keras.layers.RNN) and type(real) is not keras.layers.RNN
        found[id(weight)] = real, "/".join(behind[1:] if is_recurrent and len(behind) > 1 else behind) or weight.name
    for inner in _inside(keras, real):
        found.update(_owned(keras, inner))
    return found


def _inside(keras: Any, real: Any) -> list[Any]:
    if isinstance(real, keras.Model):
        return list(real.layers)
    held = [getattr(real, name) for name in INSIDE.get(type(real).__name__, ())]
    return [each for value in held for each in (value if isinstance(value, (list, tuple)) else [value])]
