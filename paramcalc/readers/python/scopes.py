"""Which names belong to which scope, as Python's compiler has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from paramcalc.readers.python.values import words

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

HARMLESS = words(
    "compile count_params eval evaluate fit fit_generator format get_config get_weights items join keys "
    "load_weights name numpy parameters predict predict_on_batch save save_weights set_weights shape split "
    "state_dict summary test_on_batch to_json train train_on_batch values"
)
"""Attributes through which a function changes no model, list or dictionary."""


class ScopeNames(NamedTuple):
    """The names of one function or class body."""

    own: frozenset[str]
    """Those that it assigns, its arguments among them."""
    globals: frozenset[str]
    nonlocals: frozenset[str]
    free: frozenset[str]
    """Those that it may reach outside, in a way that may change what they stand for."""
    outer: frozenset[str]
    """Those outside that it may assign, in functions inside it, too."""
    is_generator: bool
    harmless: frozenset[str] = frozenset()
    """Those that it reaches outside through `HARMLESS` attributes alone, which a class of the source may define."""


def scope_names(node: ast.AST) -> ScopeNames:
    r"""The names of a function, a class or a module; worked out once.

    >>> names = scope_names(ast.parse("def f(a):\n    global b\n    b = a + c.d").body[0])
    >>> sorted(names.own), sorted(names.globals), sorted(names.free)
    (['a'], ['b'], ['b', 'c'])
    """
    names = getattr(node, "_names", None)
    if names is None:
        names = node._names = _scope_names(node)  # type: ignore[attr-defined]  # a place of our own on the node
    return names


def _scope_names(node: ast.AST) -> ScopeNames:
    own = _parameters(node)
    declared: dict[type, set[str]] = {ast.Global: set(), ast.Nonlocal: set()}
    free: set[str] = set()
    harmless: set[str] = set()
    outer: set[str] = set()
    is_generator = False
    for inside in _own_nodes(node):
        match inside:
            case ast.Name(ctx=ast.Load()):
                (harmless if getattr(inside, "_harmless", False) else free).add(inside.id)
            case ast.Name():
                if not getattr(inside, "_is_target", False):
                    own.add(inside.id)
            case ast.Attribute(value=ast.Name(), attr=attribute) if attribute in HARMLESS:
                inside.value._harmless = True  # type: ignore[attr-defined]
            case ast.Global() | ast.Nonlocal():
                declared[type(inside)] |= set(inside.names)
            case ast.Yield() | ast.YieldFrom():
                is_generator = True
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                names = scope_names(inside)
                free |= names.free
                harmless |= names.harmless
                outer |= names.outer
        own |= _bound_names(inside)
    outside = declared[ast.Global] | declared[ast.Nonlocal]
    own -= outside
    is_class = isinstance(node, ast.ClassDef)
    free = (free | outside) - (set() if is_class else own)
    return ScopeNames(
        frozenset(own),
        frozenset(declared[ast.Global]),
        frozenset(declared[ast.Nonlocal]),
        frozenset(free),
        frozenset(outside | (outer - own)),
        is_generator,
        frozenset(harmless - (set() if is_class else own) - free),
    )


def _parameters(node: ast.AST) -> set[str]:
    """The parameters of a function; none of anything else."""
    if not isinstance(node, FUNCTIONS):
        return set()
    every = node.args
    arguments = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    return {argument.arg for argument in arguments if argument is not None}


def _bound_names(node: ast.AST) -> set[str]:
    """The names that a node binds by itself, without a name node for them."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        case ast.MatchMapping(rest=str(name)):
            return {name}
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
    return set()


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """What is in a scope, but for what is in the functions and classes inside it."""
    rest: list[ast.AST] = []
    if isinstance(node, ast.Lambda):
        rest.append(node.body)
    else:
        rest += reversed(getattr(node, "body", []))
    while rest:
        inside = rest.pop()
        yield inside
        if isinstance(inside, ast.Lambda):
            rest += inside.args.defaults
            rest += filter(None, inside.args.kw_defaults)
        elif isinstance(inside, (ast.FunctionDef, ast.AsyncFunctionDef)):
            rest += [*inside.decorator_list, *inside.args.defaults, *filter(None, inside.args.kw_defaults)]
        elif isinstance(inside, ast.ClassDef):
            rest += [*inside.decorator_list, *inside.bases, *(keyword.value for keyword in inside.keywords)]
        else:
            if isinstance(inside, COMPREHENSIONS):
                for target in (name for clause in inside.generators for name in ast.walk(clause.target)):
                    target._is_target = True  # type: ignore[attr-defined]
            rest += ast.iter_child_nodes(inside)
