"""Methods of texts."""

from __future__ import annotations

from typing import Any

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import LONGEST, compute
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Given, Named, Node, Unknown, Value, is_constant, words

TEXT = words(
    "capitalize count encode endswith find index isalpha isdigit islower isupper isnumeric isidentifier lower "
    "lstrip partition removeprefix removesuffix replace rfind rpartition rstrip split splitlines startswith strip "
    "swapcase title upper zfill casefold isspace isalnum rsplit"
)
"""The methods of texts that are worked out by Python."""


def _of_text(machine: Machine, owner: str, name: str, given: Given, named: Named, node: Node) -> Value:
    if name == "join" and len(given) == 1:
        return _join(machine, owner, given[0], node)
    if name == "format" and all(isinstance(each, (str, int, float)) for each in (*given, *named.values())):
        return _format(machine, owner, given, named, node)
    plain = all(map(is_constant, given)) and all(map(is_constant, named.values()))
    if name not in TEXT or not plain:
        machine.may_raise()
        opaque = [each for each in given if isinstance(each, Unknown) and each.refs]
        machine.escape(machine.origin(node, "paramcalc does not follow it"), *opaque)
        return machine.unknown(node, "paramcalc does not follow it", *given)
    machine.pay(len(owner) // 20)
    if name == "replace" and len(given) > 1 and isinstance(given[1], str) and len(owner) * len(given[1]) > 10 * LONGEST:
        return machine.unknown(node, "it would be too large")
    if name == "zfill" and isinstance(given[0], int) and given[0] > LONGEST:
        return machine.unknown(node, "it would be too large")
    result = compute(machine, node, lambda *each: _frozen(getattr(owner, name)(*each, **named)), *given)
    if isinstance(result, _List):
        return machine.new(Obj("list", items=list(result)))
    return result


class _List(tuple[Any, ...]):
    """What a method of a text gives as a list."""

    __slots__ = ()


def _frozen(value: Any) -> Any:
    return _List(value) if isinstance(value, list) else value


def _join(machine: Machine, owner: str, value: Value, node: Node) -> Value:
    items = machine.drain(value, node)
    if isinstance(items, Unknown) or not all(isinstance(each, str) for each in items):
        machine.may_raise()
        return machine.unknown(node, "it is made of something unknown", value)
    if sum(map(len, items)) + len(owner) * len(items) > LONGEST:
        return machine.unknown(node, "it would be too large")
    machine.pay(sum(map(len, items)) // 50)
    return owner.join(items)


def _format(machine: Machine, owner: str, given: Given, named: Named, node: Node) -> Value:
    digits = "".join(each if each.isdigit() else " " for each in owner).split()
    size = owner.count("{") * max(
        [
            len(str(each)) if not isinstance(each, int) or each.bit_length() < 4000 else LONGEST
            for each in (*given, *named.values(), "")
        ]
    )
    if (
        any(len(each) > 3 for each in digits)
        or size > LONGEST
        or (
            ("[" in owner or "." in owner.replace("...", ""))
            and "{" in owner
            and "}" in owner
            and any(
                "[" in part or "." in part.partition(":")[0]
                for part in owner.split("{")[1:]
                for part in [part.partition("}")[0]]
            )
        )
    ):
        return machine.unknown(node, "paramcalc does not follow its format")
    return compute(machine, node, lambda *each: owner.format(*each, **named), *given)
