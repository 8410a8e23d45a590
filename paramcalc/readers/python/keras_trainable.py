"""When a layer of Keras is built, and how `trainable` is handed on."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Ref, Unknown, Value


def set_trainable(machine: Machine, layer: Ref, value: Value) -> None:
    """Set `trainable`, as Keras 3 on TensorFlow hands it on: setting what is set already does nothing."""
    obj = machine.get(layer)
    if obj.kind != "layer":
        return
    machine.pay(1)
    flag = obj.slots.get("$flag", True)
    is_modern = obj.meta.version[0] >= 3
    if is_modern and value is flag and not isinstance(value, Unknown):
        return
    wanted = value if isinstance(value, Unknown) else truth(machine, value)
    if wanted is None:
        wanted = machine.unknown(None, tr("paramcalc cannot tell whether it is trained"), value)
    elif isinstance(flag, Unknown) and not isinstance(wanted, Unknown) and is_modern:
        # The inner layers may or may not have been reached.
        _set_inside(machine, layer, Unknown(flag.origin))
        machine.edit(layer).slots["$flag"] = wanted
        return
    edited = machine.edit(layer)
    edited.slots["$flag"] = wanted
    if edited.slots.get("$built") is not False:
        edited.slots["$vars"] = (
            wanted
            if edited.slots.get("$built") is True
            else Unknown(machine.origin(None, tr("paramcalc cannot tell whether it was built")))
        )
    for child in list(edited.items or ()):
        if isinstance(child, Ref):
            set_trainable(machine, child, wanted)


def _set_inside(machine: Machine, layer: Ref, value: Value) -> None:
    obj = machine.get(layer)
    if obj.kind != "layer":
        return
    edited = machine.edit(layer)
    edited.slots["$flag"] = edited.slots["$vars"] = value
    for child in list(edited.items or ()):
        if isinstance(child, Ref):
            _set_inside(machine, child, value)


def build(machine: Machine, layer: Value) -> None:
    """Mark a layer as built: its weights are there, and its configuration no longer counts."""
    if machine.kind(layer) != "layer":
        return
    obj = machine.get(layer)
    if obj.slots.get("$built") is True:
        return
    machine.pay(1)
    edited = machine.edit(layer)
    edited.slots["$vars"] = edited.slots.get("$flag", True)
    edited.slots["$built"] = True
    for child in list(edited.items or ()):
        build(machine, child)
