"""Calls: of functions of the source, with their arguments bound as Python does, and of everything else."""

from __future__ import annotations

import ast

from paramcalc.phrases import tr
from paramcalc.readers.python import classes, frameworks, libraries, methods, pybuiltins
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import DEEPEST_CALL, Machine
from paramcalc.readers.python.paths import Dead, Frame, Pending, Raised, Return
from paramcalc.readers.python.scopes import scope_names
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Arguments,
    Bound,
    Builtin,
    Descriptor,
    FrameworkClass,
    Function,
    Keywords,
    LayerClass,
    Library,
    Method,
    Node,
    Partial,
    Ref,
    ScopeMeta,
    Unknown,
    Value,
)


def call(machine: Machine, function: Value, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """Call a value. Raises a Jump where the call does not return."""
    machine.pay(2)
    match function:
        case Ref():
            return _call_object(machine, function, arguments, keywords, node)
        case Bound():
            return call(machine, function.function, [function.owner, *arguments], keywords, node)
        case Method():
            return methods.call_method(machine, function, arguments, keywords, node)
        case Builtin():
            return pybuiltins.call_builtin(machine, function.name, arguments, keywords, node)
        case LayerClass():
            return frameworks.make_layer(machine, function, arguments, keywords, node)
        case FrameworkClass():
            return frameworks.make_special(machine, function, arguments, keywords, node)
        case Library():
            return libraries.call_library(machine, function, arguments, keywords, node)
        case Partial():
            return call(
                machine, function.function, [*function.given, *arguments], {**dict(function.named), **keywords}, node
            )
        case Descriptor(kind="static"):
            return call(machine, function.function, arguments, keywords, node)
    return outside_call(machine, function, arguments, keywords, node)


def outside_call(
    machine: Machine, function: Value, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Unknown:
    """A call of code that is not in the source: it may change all that it can reach."""
    tensors = frameworks.tensors_in(machine, [*arguments, *keywords.values()])
    origin = machine.origin(node, tr("it calls code that is not in the source"))
    machine.escape(origin, function, *arguments, *keywords.values(), *map(Ref, machine.session.kept))
    machine.edit(machine.names).slots["$outside"] = True
    machine.may_raise()
    if tensors:
        return machine.unknown(node, tr("paramcalc cannot tell what it does with the tensor"))
    if isinstance(function, Unknown) and function.refs:
        return Unknown(origin, function.refs)
    return Unknown(origin)


def _call_object(
    machine: Machine, function: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Value:
    obj = machine.get(function)
    match obj.kind:
        case "function":
            wrapper = obj.slots.get("$call")
            if wrapper is not None:
                return call(machine, wrapper, arguments, keywords, node)
            return call_function(machine, function, obj.meta, arguments, keywords, node)
        case "class":
            return classes.instantiate(machine, function, arguments, keywords, node)
        case "layer":
            return frameworks.call_layer(machine, function, arguments, keywords, node)
        case "instance":
            method = find_in_class(machine, function, "__call__")
            if isinstance(method, Unknown) or method is None:
                return outside_call(machine, function, arguments, keywords, node)
            return call(machine, method, [function, *arguments], keywords, node)
    return outside_call(machine, function, arguments, keywords, node)


def call_function(
    machine: Machine, ref: Ref, function: Function, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A function of the source, followed with these arguments."""
    if machine.depth >= DEEPEST_CALL:
        origin = machine.origin(
            node, tr("functions call one another more than {deepest_call} deep", deepest_call=DEEPEST_CALL)
        )
        machine.escape(origin, ref, *arguments, *keywords.values())
        machine.may_raise()
        return Unknown(origin, frozenset({ref.number}))
    names = scope_names(function.node)
    meta = ScopeMeta("function", function.scope, names.own, names.globals, names.nonlocals)
    scope = machine.new(Obj("scope", meta))
    _bind(machine, function, scope, arguments, keywords)
    if function.home is not None:
        machine.edit(scope).slots["__class__"] = function.home
    if isinstance(function.node, ast.AsyncFunctionDef):
        machine.escape(
            machine.origin(node, tr("paramcalc does not follow an async function")), ref, *arguments, *keywords.values()
        )
        return machine.unknown(node, tr("paramcalc does not follow an async function"), ref, *arguments)
    if names.is_generator:
        held = (*arguments, *keywords.values(), ref)
        return machine.new(Obj("iterator", ("function", scope, held, _Generator(function, scope)), slots={"$place": 0}))
    return _run(machine, function, scope)


class _Generator:
    """The body of a generator function, to be followed when its items are asked for."""

    def __init__(self, function: Function, scope: Ref) -> None:
        self.function, self.scope = function, scope

    def __call__(self, machine: Machine) -> list[Value] | None:
        frame = Frame(self.function.name)
        _run(machine, self.function, self.scope, frame)
        return None if frame.unsure else frame.yields


def _run(machine: Machine, function: Function, scope: Ref, frame: Frame | None = None) -> Value:
    frame = frame or Frame(function.name)
    frame.branches = machine.branches
    machine.frames.append(frame)
    machine.depth += 1
    line = machine.line
    ended: list[Pending] = []
    origin = machine.origin(None, tr("what {name} returns is unknown", name=function.name), function.name)
    try:
        if isinstance(function.node, ast.Lambda):
            return machine.evaluate(function.node.body, scope)
        machine.run_block(function.node.body, scope)
        ended.append(Pending(machine.store, None, origin))
    except Return as jump:
        ended.append(Pending(machine.store, jump.value, origin))
    except Dead:
        pass
    except Raised as jump:
        if not frame.returns:
            raise
        # Other paths have returned already.
        machine.put_aside(jump, origin)
    finally:
        machine.frames.pop()
        machine.depth -= 1
        machine.line = line
    if not ended and not frame.returns:
        raise Dead
    if not frame.returns:
        return ended[0].value
    if frame.yields:
        frame.unsure = True
    return machine.joined([*frame.returns, *ended], frame.returns[0].origin)


def give(machine: Machine, value: Value, *, several: bool = False) -> None:
    """What a generator yields; where it may not, its items are not known."""
    frame = machine.frames[-1]
    pending = frame.returns or any(loop.breaks or loop.continues for loop in frame.loops)
    if machine.branches > frame.branches or pending or (several and isinstance(value, Unknown)):
        frame.unsure = True
    elif several:
        frame.yields += value
    else:
        frame.yields.append(value)


def _bind(machine: Machine, function: Function, scope: Ref, given: list[Value], keywords: Keywords) -> None:
    """Bind arguments to parameters. Raises Raised for those that do not fit."""
    arguments = function.node.args
    parameters = [*arguments.posonlyargs, *arguments.args]
    slots = machine.edit(scope).slots
    rest = dict(keywords)
    if len(given) > len(parameters) and arguments.vararg is None:
        raise Raised("TypeError", machine.line)
    for parameter, value in zip(parameters, given, strict=False):
        slots[parameter.arg] = value
        if parameter.arg in rest and parameter not in arguments.posonlyargs:
            raise Raised("TypeError", machine.line)
    first_default = len(parameters) - len(function.defaults)
    for place, parameter in enumerate(parameters[len(given) :], min(len(given), len(parameters))):
        default = function.defaults[place - first_default] if place >= first_default else UNBOUND
        slots[parameter.arg] = _argument(machine, function, parameter, rest, default)
    for parameter in arguments.kwonlyargs:
        default = function.keyword_defaults.get(parameter.arg, UNBOUND)
        slots[parameter.arg] = _argument(machine, function, parameter, rest, default)
    if arguments.vararg:
        slots[arguments.vararg.arg] = tuple(given[len(parameters) :])
    if arguments.kwarg:
        slots[arguments.kwarg.arg] = machine.new(Obj("dict", map=rest))
    elif rest:
        raise Raised("TypeError", machine.line)


def _argument(
    machine: Machine, function: Function, parameter: ast.arg, rest: dict[str, Value], default: Value
) -> Value:
    if parameter.arg in rest:
        return rest.pop(parameter.arg)
    if default is not UNBOUND:
        return default
    if machine.lenient:
        why = tr("it is an argument of {name}", name=function.name)
        return Unknown(machine.origin(parameter, why, parameter.arg))
    raise Raised("TypeError", machine.line)
