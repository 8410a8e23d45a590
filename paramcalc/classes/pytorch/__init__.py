"""PyTorch's layer classes, `torch/nn/modules`: one entry each. The recurrent cells stand in `frameworks`, as equations.

The channels stand in front of the positions. Multiply-adds are those of a sample, and samples lie along the first axis
whatever `batch_first` says, as everywhere in a chain; the shapes of states and of attention follow `batch_first`.
"""

from __future__ import annotations

from paramcalc.classes.base import LayerEntry, whole
from paramcalc.classes.pytorch import attention, convolutional, linear, normalization, recurrent, shapes
from paramcalc.classes.pytorch.common import DIMENSIONS
from paramcalc.classes.rules import untold

LAYERS: dict[str, LayerEntry] = {
    name: entry
    for module in (linear, recurrent, convolutional, normalization, attention, shapes)
    for name, entry in module.LAYERS.items()
}

OPERATIONS: dict[str, LayerEntry] = {
    "Parameter": LayerEntry(
        "shape",
        untold,
        "value (*shape)",
        sizes=lambda call: {"shape": tuple(whole("shape", size) for size in call.get("shape"))},
        reads_numbers=True,
    )
}
"""What may stand among the layers of a module: a parameter of its own. It is no class that one writes as a layer."""

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
