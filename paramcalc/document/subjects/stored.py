"""The tensors in a file beside those derived."""

from __future__ import annotations

from paramcalc.document.nodes import Content, Phrase, Shape
from paramcalc.models.breakdown import Model
from paramcalc.models.stored import Difference
from paramcalc.phrases import tr


def stored_tensors(model: Model) -> Content:
    """How many tensors the file has, and whether they are those derived."""
    tensors = model.stored_tensors
    taken = sum(len((model.spec.stored or {}).get(name, ())) for name in model.from_file)
    values: dict[str, Content] = {
        "tensors": len(tensors),
        "numbers": sum(tensor.count for tensor in tensors),
        "different": len(model.differences),
        "same": len(tensors) - taken,
    }
    if model.differences:
        return Phrase(tr("{tensors} tensors in the file; {different} differ from the derived ones"), values)
    agree = tr("{same} shapes match the derived ones") if taken else tr("all shapes match the derived ones")
    return Phrase(tr("{tensors} tensors with {numbers} numbers in the file; ") + agree, values)


def tensor_difference(difference: Difference) -> Content:
    """A tensor that is only derived, only stored, or has another shape in the file."""
    derived, stored = difference.derived, difference.stored
    values: dict[str, Content] = {"layer": difference.layer}
    mine, theirs = tr("no tensor was derived"), tr("the file has none")
    if derived is not None:
        mine = tr("derived {name} {shape}")
        values |= {"name": derived.name, "shape": Shape(derived.shape)}
    if stored is not None:
        theirs = tr("the file has {stored} {stored_shape}")
        values |= {"stored": stored.name, "stored_shape": Shape(stored.shape)}
    return Phrase("{layer}" + tr(": ") + mine + tr(", ") + theirs, values)
