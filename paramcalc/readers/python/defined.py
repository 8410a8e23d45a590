"""The layer classes that a user defined, as a source uses them."""

from __future__ import annotations

from paramcalc.classes import LAYER_CLASSES, defined_classes
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.readers.python.values import LayerClass


def defined_class(name: str) -> LayerClass | None:
    """The layer class of this name that a user defined; None if there is none."""
    for framework in LAYER_CLASSES:
        if name in defined_classes(framework):
            facts = FRAMEWORKS[framework]
            return LayerClass(framework, name, facts.default_version or next(iter(facts.import_roots.values())))
    return None
