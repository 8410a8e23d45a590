"""A call of a method that is not followed: it may change all that it can reach."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    Arguments,
    Keywords,
    Node,
    Unknown,
    Value,
)


def _not_followed(
    machine: Machine, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Unknown:
    origin = machine.origin(node, tr("paramcalc does not follow the method {name}", name=name))
    machine.escape(origin, owner, *arguments, *keywords.values())
    machine.may_raise()
    return machine.unknown(node, tr("paramcalc does not follow the method {name}", name=name), owner)
