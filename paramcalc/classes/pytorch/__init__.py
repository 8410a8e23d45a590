"""PyTorch's layer classes, `torch/nn/modules`, one entry each; the recurrent cells are equations in `frameworks`.

The channels come before the positions. Multiply-adds are those of one sample; as everywhere in a chain, samples lie
along the first axis, whatever `batch_first` says. The shapes of states and of attention follow `batch_first`.
"""

from __future__ import annotations

from paramcalc.classes.base import LayerEntry, whole
from paramcalc.classes.generation import Generation
from paramcalc.classes.pytorch import attention, convolutional, linear, normalization, recurrent, reshaping, shapes
from paramcalc.classes.pytorch.common import DIMENSIONS
from paramcalc.classes.rules import unknown_output
from paramcalc.phrases import tr

LAYERS: dict[str, LayerEntry] = {
    name: entry
    for module in (linear, recurrent, convolutional, normalization, attention, shapes, reshaping)
    for name, entry in module.LAYERS.items()
}

OPERATIONS: dict[str, LayerEntry] = {
    "Parameter": LayerEntry(
        "shape",
        unknown_output,
        "value (*shape)",
        sizes=lambda call: {"shape": tuple(whole("shape", size) for size in call.get("shape"))},
        reads_numbers=True,
    )
}
"""The parameters of a module, which stand among its layers but are not layer classes."""

PRIVATE: dict[tuple[str, str], LayerEntry] = {}

COMMON = ("device", "dtype", "name")
"""The arguments that every layer takes besides its own, and that change no count."""

FREE = ("input_size", "hidden_size", "in_features", "out_features", "num_embeddings", "embedding_dim")
"""The arguments that may be a free size in a line of layers."""

GENERATIONS: dict[tuple[int, ...], Generation] = {}

CONTAINER = tr("it is a container")

LAZY = tr("it takes its sizes from its first input; write the layer that it becomes")

LEFT_OUT = {
    "AdaptiveLogSoftmaxWithLoss": tr("it is a loss, which reads the targets, too"),
    "Container": CONTAINER,
    "DataParallel": tr("it wraps another module, whose weights it has"),
    **{
        f"Lazy{kind}{dimensions}d": LAZY
        for kind in ("BatchNorm", "Conv", "ConvTranspose", "InstanceNorm")
        for dimensions in DIMENSIONS
    },
    "LazyLinear": LAZY,
    "Module": tr("it is the base class"),
    "ModuleDict": CONTAINER,
    "ModuleList": CONTAINER,
    "ParameterDict": CONTAINER,
    "ParameterList": CONTAINER,
    "RNNBase": tr("it is a base class"),
    "RNNCellBase": tr("it is a base class"),
    "Sequential": CONTAINER,
}
"""The classes of modules in `torch.nn` that have no entry, losses aside, and why."""
