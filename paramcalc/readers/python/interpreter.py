"""The interpreter put together: its parts, and a whole source followed from the first line to the last."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from paramcalc.phrases import tr
from paramcalc.readers.cells import Program
from paramcalc.readers.python import (
    argparsing,
    attributes,
    containers,
    expressions,
    framework_functions,
    frameworks,
    functions,
    loops,
    statements,
    torch_specs,
)
from paramcalc.readers.python.eras import is_keras1
from paramcalc.readers.python.imports import binds_keras
from paramcalc.readers.python.iterators import drain
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Dead, Jump, Parts, Pending, Raised
from paramcalc.readers.python.scopes import scope_names
from paramcalc.readers.python.store import Obj, join
from paramcalc.readers.python.values import Arguments, Library, Ref, Unknown, Value

PARTS = Parts(
    evaluate=expressions.evaluate,
    run_block=statements.run_block,
    call=functions.call,
    get_attribute=attributes.get_attribute,
    set_attribute=attributes.set_attribute,
    delete_attribute=attributes.delete_attribute,
    get_item=containers.get_item,
    set_item=containers.set_item,
    delete_item=containers.delete_item,
    drain=drain,
    outputs_of=framework_functions.outputs_of,
    operate=framework_functions.operate,
    make_layer=frameworks.make_layer,
    parser_method=argparsing.parser_method,
    repeat=loops.repeat,
    give=functions.give,
    fill_module=torch_specs.fill,
)


def new_machine(given: Mapping[str, Value]) -> Machine:
    """An interpreter in which nothing was followed yet."""
    machine = Machine(given, PARTS)
    path = Unknown(machine.origin(None, tr("it is the program's path"), "sys.argv[0]"), is_plain=True)
    arguments = Unknown(machine.origin(None, tr("it has the program's arguments"), "sys.argv"), is_plain=True)
    # Someone who gives values may give those that the program takes from its arguments: it is not run without any.
    machine.argv = arguments if given else machine.new(Obj("list", items=[path]))
    return machine


IPYTHON = {"display": Library("IPython.display.display"), "get_ipython": Library("IPython.get_ipython")}
"""The names that IPython binds by itself."""


def follow(machine: Machine, program: Program) -> None:
    """Follow a source to its end; if it makes no model, its functions and classes."""
    tree = program.tree
    machine.keras1 = is_keras1(tree)
    machine.imports_keras = binds_keras(tree)
    scope = machine.globals
    machine.edit(scope).slots["__name__"] = "__main__"
    if program.is_notebook or any(isinstance(part, ast.Name) and part.id == "get_ipython" for part in ast.walk(tree)):
        machine.edit(scope).slots.update(IPYTHON)
    ended: list[Pending] = []
    origin = machine.origin(None, tr("the program may end before"), tr("the end of the program"))
    try:
        for number, statements in enumerate(program.cells):
            _run_cell(machine, number, statements, scope, goes_on=program.is_notebook)
        ended.append(Pending(machine.store, None, origin))
    except Raised as raised:
        if raised.name == "SystemExit":
            ended.append(Pending(machine.store, None, origin))
        else:
            machine.failure = raised
            machine.missing_argument = _missing_argument(tree, raised.line)
            machine.failed = True
    except (Dead, Jump):
        machine.failed = True
    _end(machine, ended)
    bound = [value for value in machine.get(scope).slots.values() if machine.kind(value) in ("layer", "vague")]
    if not machine.models and not bound and not machine.failed:
        _follow_definitions(machine, scope)


def _run_cell(machine: Machine, number: int, statements: Iterable[ast.stmt], scope: Ref, *, goes_on: bool) -> None:
    """Follow a cell. In a notebook an exception ends the cell, and the next one begins."""
    machine.session.begin(number, machine.get(scope).slots)
    try:
        machine.run_block(statements, scope)
    except Raised as raised:
        if not goes_on:
            raise
        machine.failure = raised


def _missing_argument(tree: ast.Module, line: int) -> str:
    """What a line reads from the command line: the variable that it assigns, or `sys.argv[1]`; empty for nothing."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.Expr)) and node.lineno <= line <= (node.end_lineno or line):
            places = [part for part in ast.walk(node) if isinstance(part, ast.Subscript)]
            reads = [place for place in places if ast.unparse(place.value) in ("sys.argv", "argv")]
            if not reads:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            return target.id if isinstance(target, ast.Name) else ast.unparse(reads[0])
    return ""


def _end(machine: Machine, ended: list[Pending]) -> None:
    """Join the states in which the program may end; those without a model count only if none has one."""
    ends = [*ended, *machine.exits]
    numbers = {number for number, _ in machine.models}
    with_models = [end for end in ends if numbers & end.store.objects.keys()]
    ends = with_models or ends
    if not ends:
        machine.failed = True
        return
    machine.failed = False
    store = ends[0].store
    for other in ends[1:]:
        store = join(store, other.store, other.origin)
    machine.store = store


def _follow_definitions(machine: Machine, scope: Ref) -> None:
    """Follow functions and classes that nothing calls, with their defaults."""
    machine.lenient = True
    values = [value for value in machine.get(scope).slots.values() if isinstance(value, Ref)]
    makers = [value for value in values if _is_maker(machine, value)]
    used = _used(machine, makers)
    inner = [maker for maker in makers if _name(machine, maker) in used]
    others = [value for value in values if machine.kind(value) == "class" and value not in makers]
    for several in ([maker for maker in makers if maker not in inner], inner):
        for item in several:
            _try_call(machine, item, [])
        if machine.models:
            return
    for cls in others:
        _follow_methods(machine, cls)
        if machine.models:
            return


def _is_maker(machine: Machine, value: Ref) -> bool:
    obj = machine.get(value)
    if obj.kind == "class":
        special = obj.slots.get("$special")
        return getattr(special, "what", "") in ("Model", "Module", "Sequential")
    return obj.kind == "function"


def _name(machine: Machine, value: Ref) -> str:
    obj = machine.get(value)
    return str(obj.slots.get("$name")) if obj.kind == "class" else obj.meta.name


def _used(machine: Machine, makers: list[Ref]) -> set[str]:
    """The names that these functions and classes use of one another: those are followed where they are used."""
    used = set()
    for maker in makers:
        obj = machine.get(maker)
        node = obj.meta if obj.kind == "class" else obj.meta.node
        machine.pay(5)
        names = set(scope_names(node).free)
        if isinstance(node, ast.ClassDef):
            names |= {inside.id for base in node.bases for inside in ast.walk(base) if isinstance(inside, ast.Name)}
        used |= names - {_name(machine, maker)}
    return used


def _try_call(machine: Machine, value: Value, arguments: Arguments) -> Value:
    """Call something that nothing in the source calls."""
    before = len(machine.models)
    try:
        return machine.call(value, arguments, {}, None)
    except Jump as jump:
        # What it has made by then is no model of a run that ends.
        del machine.models[before:]
        if isinstance(jump, Raised):
            machine.failure = jump
        return None


def _follow_methods(machine: Machine, cls: Ref) -> None:
    """The methods of a class that is no model, each on an object of its own: one may build the model."""
    node = machine.get(cls).meta
    for method in getattr(node, "body", []):
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            instance = _try_call(machine, cls, [])
            if isinstance(instance, Ref) and machine.kind(instance) == "instance":
                try:
                    bound = machine.get_attribute(instance, method.name, method)
                except Jump:
                    continue
                _try_call(machine, bound, [])
