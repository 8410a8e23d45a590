"""Copies of models of Keras."""

from __future__ import annotations

import ast

from paramcalc.readers.python import keras_layers
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    Ref,
    Value,
)


def clone(machine: Machine, model: Value, node: ast.AST | None) -> Value:
    """`clone_model`: the same layers made anew."""
    if machine.kind(model) != "layer" or machine.get(model).meta.role not in ("Sequential", "Functional"):
        return machine.unknown(node, "it clones something unknown")
    return copy_model(machine, model, {}, node)


def copy_model(machine: Machine, model: Ref, done: dict[int, Ref], node: ast.AST | None) -> Value:
    """A model with copies of its layers. Flags are kept; names are as they were."""
    if model.number in done:
        return done[model.number]
    known = machine.get(model)
    if known.meta.role == "layer":
        made = done[model.number] = keras_layers.copy_from_config(machine, model)
        if known.slots.get("$built") is True:
            build(machine, made)
        return made
    if known.meta.role == "Sequential":
        made = done[model.number] = machine.new(known.copy())
        machine.edit(made).slots.pop("$calls", None)
        items = []
        for item in known.items or []:
            copied = copy_model(machine, item, done, node) if machine.kind(item) == "layer" else item
            items.append(copied)
        machine.edit(made).items = items
        machine.models.append((made.number, getattr(node, "lineno", machine.line)))
        return made
    return machine.unknown(node, "paramcalc does not follow its copy")
