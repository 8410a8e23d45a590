"""A call of a method that is not followed: it may change all that it can reach."""

from __future__ import annotations

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    Given,
    Named,
    Node,
    Unknown,
    Value,
)


def _not_followed(machine: Machine, owner: Value, name: str, given: Given, named: Named, node: Node) -> Unknown:
    origin = machine.origin(node, f"the method {name} is not followed")
    machine.escape(origin, owner, *given, *named.values())
    machine.may_raise()
    return machine.unknown(node, f"the method {name} is not followed", owner)
