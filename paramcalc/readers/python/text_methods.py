"""Methods of texts."""

from __future__ import annotations

from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import LONGEST, compute
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Arguments, Keywords, Node, Unknown, Value, is_constant, words

TEXT = words(
    "capitalize count encode endswith find index isalpha isdigit islower isupper isnumeric "
    "isidentifier lower lstrip partition removeprefix removesuffix replace rfind rpartition "
    "rstrip split splitlines startswith strip swapcase title upper zfill casefold isspace "
    "isalnum rsplit"
)
"""The methods of texts that are worked out by Python."""


def _of_text(machine: Machine, owner: str, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if name == "join" and len(arguments) == 1:
        return _join(machine, owner, arguments[0], node)
    if name == "format" and all(isinstance(value, (str, int, float)) for value in (*arguments, *keywords.values())):
        return _format(machine, owner, arguments, keywords, node)
    plain = all(map(is_constant, arguments)) and all(map(is_constant, keywords.values()))
    if name not in TEXT or not plain:
        machine.may_raise()
        opaque = [argument for argument in arguments if isinstance(argument, Unknown) and argument.refs]
        machine.escape(machine.origin(node, tr("paramcalc does not follow it")), *opaque)
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    machine.pay(len(owner) // 20)
    if (
        name == "replace"
        and len(arguments) > 1
        and isinstance(arguments[1], str)
        and len(owner) * len(arguments[1]) > 10 * LONGEST
    ):
        return machine.unknown(node, tr("it would be too large"))
    if name == "zfill" and isinstance(arguments[0], int) and arguments[0] > LONGEST:
        return machine.unknown(node, tr("it would be too large"))
    result = compute(machine, node, lambda *each: _frozen(getattr(owner, name)(*each, **keywords)), *arguments)
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
    if isinstance(items, Unknown) or not all(isinstance(item, str) for item in items):
        machine.may_raise()
        return machine.unknown(node, tr("it is made of something unknown"), value)
    if sum(map(len, items)) + len(owner) * len(items) > LONGEST:
        return machine.unknown(node, tr("it would be too large"))
    machine.pay(sum(map(len, items)) // 50)
    return owner.join(items)


def _format(machine: Machine, owner: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    digits = "".join(character if character.isdigit() else " " for character in owner).split()
    size = owner.count("{") * max(
        [
            len(str(value)) if not isinstance(value, int) or value.bit_length() < 4000 else LONGEST
            for value in (*arguments, *keywords.values(), "")
        ]
    )
    if (
        any(len(digit) > 3 for digit in digits)
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
        return machine.unknown(node, tr("paramcalc does not follow its format"))
    return compute(machine, node, lambda *each: owner.format(*each, **keywords), *arguments)
