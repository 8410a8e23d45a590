"""Functions of Python that read or change the scope in which they are called."""

from __future__ import annotations

import ast
from collections.abc import Callable

from paramcalc.phrases import tr
from paramcalc.readers.python import flow
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import UNBOUND, Arguments, Method, Parent, Ref, Value


def _super(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    """`super()`, `super(Class, self)`."""
    if len(arguments) == 2:
        if isinstance(arguments[0], Ref) and machine.kind(arguments[0]) == "class":
            return Parent(arguments[0], arguments[1])
        return machine.unknown(node, tr("the class of super() is unknown"), *arguments)
    inner: Ref | None = scope
    while inner is not None:
        obj = machine.get(inner)
        home = obj.slots.get("__class__")
        if home is not None and obj.meta.kind == "function":
            first = next((value for name, value in obj.slots.items() if not name.startswith(("$", "__"))), None)
            return Parent(home, first)
        inner = obj.meta.parent
    raise Raised("RuntimeError", machine.line)


def _names(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    """`globals()`, `locals()`: what is done to the dictionary is not followed."""
    obj = machine.get(machine.globals if isinstance(node.func, ast.Name) and node.func.id == "globals" else scope)
    if arguments:
        return _vars(machine, node, arguments, scope)
    entries = {name: value for name, value in obj.slots.items() if value is not UNBOUND and not name.startswith("$")}
    if obj.meta.kind == "function":
        # Changing what `locals()` gives changes nothing.
        return machine.new(Obj("dict", map=entries))
    flow.forget(machine, machine.globals, machine.origin(node, tr("it may change every name")))
    return machine.unknown(node, tr("paramcalc does not follow what is done to all names"))


def _vars(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    if not arguments:
        return _names(machine, node, arguments, scope)
    owner = arguments[0]
    if machine.kind(owner) == "instance":
        return Method(owner, "__dict__")
    machine.escape(machine.origin(node, tr("paramcalc does not follow what is done to its attributes")), owner)
    return machine.unknown(node, tr("paramcalc does not follow what is done to its attributes"), owner)


def _exec(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    """`exec` of a text that is known is followed; any other may do anything."""
    text = arguments[0] if len(arguments) == 1 else None
    if isinstance(text, str) and machine.get(scope).meta.kind == "module" and len(text) < 10_000:
        machine.pay(len(text) // 2)
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            raise Raised("SyntaxError", machine.line) from error
        for part in ast.walk(tree):
            if hasattr(part, "lineno"):
                part.lineno = node.lineno
        machine.run_block(tree.body, scope)
        return None
    flow.forget(machine, scope, machine.origin(node, tr("it may do anything")))
    machine.may_raise()
    return machine.unknown(node, tr("paramcalc does not follow what it does"))


def _eval(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    text = arguments[0] if len(arguments) == 1 else None
    if isinstance(text, str) and len(text) < 1_000:
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError) as error:
            raise Raised("SyntaxError", machine.line) from error
        for part in ast.walk(tree):
            if hasattr(part, "lineno"):
                part.lineno = node.lineno
        return machine.evaluate(tree.body, scope)
    return _exec(machine, node, [*arguments, None], scope)


def _dir(machine: Machine, node: ast.Call, arguments: Arguments, scope: Ref) -> Value:
    return machine.unknown(node, tr("paramcalc does not follow it"))


SCOPED_CALLS: dict[str, Callable[[Machine, ast.Call, list[Value], Ref], Value]] = {
    "dir": _dir,
    "eval": _eval,
    "exec": _exec,
    "globals": _names,
    "locals": _names,
    "super": _super,
    "vars": _vars,
}
