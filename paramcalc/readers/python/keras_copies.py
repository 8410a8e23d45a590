"""Copies of models of Keras."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import keras_layers
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Node, Ref, Value


def clone(machine: Machine, model: Value, node: Node) -> Value:
    """`clone_model`: the same layers made anew."""
    if machine.kind(model) != "layer" or machine.get(model).meta.role not in ("Sequential", "Functional"):
        return machine.unknown(node, tr("it clones something unknown"))
    return copy_model(machine, model, {}, node)


def copy_model(machine: Machine, model: Ref, done: dict[int, Ref], node: Node) -> Value:
    """A model with copies of its layers. Flags are kept; names are as they were."""
    if model.number in done:
        return done[model.number]
    obj = machine.get(model)
    if obj.meta.role == "layer":
        clone = done[model.number] = keras_layers.copy_from_config(machine, model)
        if obj.slots.get("$built") is True:
            build(machine, clone)
        return clone
    if obj.meta.role == "Sequential":
        clone = done[model.number] = machine.new(obj.copy())
        machine.edit(clone).slots.pop("$calls", None)
        items = []
        for item in obj.items or []:
            copied = copy_model(machine, item, done, node) if machine.kind(item) == "layer" else item
            items.append(copied)
        machine.edit(clone).items = items
        machine.models.append((clone.number, getattr(node, "lineno", machine.line)))
        return clone
    return machine.unknown(node, tr("paramcalc does not follow its copy"))
