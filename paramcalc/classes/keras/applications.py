"""Layers that Keras's own applications define beside their models, `keras/src/applications`; `keras.layers` lacks them.

They are known only under Keras's own module: a class of the same name elsewhere is another class.
"""

from __future__ import annotations

from paramcalc.classes.base import LayerEntry
from paramcalc.classes.rules import broadcast, same

CONVNEXT, INCEPTION = "applications.convnext", "applications.inception_resnet_v2"

PRIVATE: dict[tuple[str, str], LayerEntry] = {
    (CONVNEXT, "LayerScale"): LayerEntry("init_values, projection_dim", same, "gamma (projection_dim)"),
    (CONVNEXT, "StochasticDepth"): LayerEntry("drop_path_rate", same),
    (INCEPTION, "CustomScaleLayer"): LayerEntry("scale", broadcast, inputs=None),
}
"""The entries by the end of the module and the class."""
