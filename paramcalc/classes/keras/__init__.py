"""The layer classes of Keras, one entry each, including those of older generations."""

from __future__ import annotations

from paramcalc.classes.base import LayerEntry
from paramcalc.classes.generation import Generation
from paramcalc.classes.keras import (
    attention,
    convolutional,
    core,
    legacy,
    normalization,
    preprocessing,
    recurrent,
    shapes,
)
from paramcalc.classes.keras.applications import PRIVATE
from paramcalc.classes.keras.operations import OPERATIONS
from paramcalc.phrases import tr

__all__ = ["COMMON", "FREE", "GENERATIONS", "LAYERS", "LEFT_OUT", "OPERATIONS", "PRIVATE"]

LAYERS: dict[str, LayerEntry] = {
    name: entry
    for module in (core, recurrent, convolutional, normalization, attention, shapes, preprocessing, legacy)
    for name, entry in module.LAYERS.items()
}

GENERATIONS: dict[tuple[int, ...], Generation] = {
    (3,): Generation(trains_despite_flag=True, counts_optimizer=True, prints_unbuilt=True),
    (2, 4): Generation(freezes_inside=True, overflows=True, prints_unbuilt=True, runs_bidirectional=True),
    (2,): Generation(freezes_inside=True, overflows=True, prints_unbuilt=True),
    (1,): Generation(freezes_inside=True, prints_unbuilt=True, splits_gates=True, widens_kernels=True),
}
"""The rules by the first version for which they hold; Keras 2.4 is that of TensorFlow 2."""

COMMON = (
    *("name", "trainable", "dtype", "autocast", "activity_regularizer", "weights", "implementation", "time_major"),
    *("input_shape", "batch_input_shape", "batch_shape", "batch_size", "input_dim", "input_length"),
)
"""The arguments that every layer of some generation takes. They change a count only through the layer's input."""

FREE = (
    *("units", "filters", "input_dim", "output_dim"),
    *("shape", "batch_shape", "input_shape", "batch_input_shape"),
)
"""The arguments that may be a free size in a line of layers, and the shapes that may have one."""

LEFT_OUT = {
    "FlaxLayer": tr("it wraps a module of Flax, whose code would have to be run"),
    "InputSpec": tr("it is no layer"),
    "JaxLayer": tr("it wraps a function of JAX, which would have to be run"),
    "Layer": tr("it is the base class"),
    "Pipeline": tr("it is a list of preprocessing layers, none of which has weights"),
    "STFTSpectrogram": tr("its kernels are Fourier transforms made when it is built"),
    "TFSMLayer": tr("it wraps a SavedModel, which is a program"),
    "TorchModuleWrapper": tr("it wraps a module of PyTorch, whose code would have to be run"),
    "Wrapper": tr("it is a base class"),
}
"""The classes in `keras.layers` that have no entry, and why."""
