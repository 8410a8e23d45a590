"""The tensors of a real Keras layer, each with its name within the layer that owns it."""

from __future__ import annotations

from typing import Any

from paramcalc.verifiers.keras import described
from paramcalc.verifiers.model_verdict import ModelTensor

INNER_LAYERS = {
    "Bidirectional": ("forward_layer", "backward_layer"),
    "TimeDistributed": ("layer",),
    "SpectralNormalization": ("layer",),
    "RNN": ("cell",),
    "StackedRNNCells": ("cells",),
}
"""The attributes in which a class holds other layers."""


def tensors_of(keras: Any, real: Any) -> tuple[ModelTensor, ...]:
    """The tensors of a built layer, in its own order; that of an inner layer has the layer's name before its own."""
    names = {
        key: name if owner is real else f"{owner.name}/{name}" for key, (owner, name) in _owned(keras, real).items()
    }
    return tuple(ModelTensor(names[id(weight)], *described(weight)) for weight in real.weights)


def is_uneven(bidirectional: Any) -> bool:
    """Whether the two directions have different widths."""
    forward, backward = (getattr(bidirectional, name) for name in INNER_LAYERS["Bidirectional"])
    return getattr(forward, "units", None) != getattr(backward, "units", None)


def _owned(keras: Any, real: Any) -> dict[int, tuple[Any, str]]:
    """The owner of each weight, by the weight's id, and the weight's name within the owner."""
    owned: dict[int, tuple[Any, str]] = {}
    for weight in real.weights:
        path = weight.path.split("/")
        start = len(path) - path[::-1].index(real.name) if real.name in path else len(path) - 1
        names = path[start:]
        # The path within a recurrent layer begins with the name of its cell.
        is_recurrent = isinstance(real, keras.layers.RNN) and type(real) is not keras.layers.RNN
        owned[id(weight)] = real, "/".join(names[1:] if is_recurrent and len(names) > 1 else names) or weight.name
    for inner in _inner_layers(keras, real):
        owned.update(_owned(keras, inner))
    return owned


def _inner_layers(keras: Any, real: Any) -> list[Any]:
    if isinstance(real, keras.Model):
        return list(real.layers)
    values = [getattr(real, name) for name in INNER_LAYERS.get(type(real).__name__, ())]
    return [layer for value in values for layer in (value if isinstance(value, (list, tuple)) else [value])]
