"""Statements of a Python source, followed one by one: what is assigned to which name, as far as that can be known."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

from paramcalc.errors import UsageError
from paramcalc.layer_classes.base import Unknown
from paramcalc.models.spec import Spec
from paramcalc.readers.construct import Names
from paramcalc.readers.python.expressions import Expressions
from paramcalc.readers.python.names import resolve
from paramcalc.readers.python.values import Class, Found, Function, Module, Special, Stack, Tape, Tensor, Value

Scope: TypeAlias = "ChainMap[str, Value]"

DEEPEST_CALL = 30
"""Functions of the source that call one another."""


class Ended(Exception):  # noqa: N818  # it is no error: it ends a block
    """A block ends early: by return, break or continue."""

    def __init__(self, how: str, value: Value = None) -> None:
        super().__init__(how)
        self.how = how
        self.value = value


class Interpreter(Expressions):
    """One reading of a source. `given` has what the user said of what cannot be known."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        super().__init__(given)
        self.tape = Tape()
        self.names = Names()
        self.found: list[Found] = []
        self.doubts: list[Unknown] = []
        self.depth = 0
        self.statements: dict[type[ast.stmt], Callable[[Any, Scope], None]] = {
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.Expr: lambda node, scope: self._ignore(self.value(node.value, scope)),
            ast.If: self._if,
            ast.For: self._for,
            ast.While: self._while,
            ast.With: self._with,
            ast.Try: self._try,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.ClassDef: self._class,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Return: self._return,
            ast.Break: self._break,
            ast.Continue: self._continue,
            ast.Raise: self._raise,
        }

    @staticmethod
    def _ignore(value: Value) -> None:
        """What an expression gives goes nowhere."""

    def block(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        """Statements, one after another; what is not known here changes nothing."""
        for statement in statements:
            self.spend()
            follow = self.statements.get(type(statement))
            if follow is not None:
                follow(statement, scope)

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope, node.value)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope, node.value)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        value = self.arithmetic(node, self.value(node.target, scope), node.op, self.value(node.value, scope))
        self.assign(node.target, value, scope, node.value)

    def assign(self, target: ast.expr, value: Value, scope: Scope, source: ast.expr | None = None) -> None:
        """A value given to a name, to several, to an attribute or to an entry."""
        if isinstance(target, ast.Name):
            scope[target.id] = self._named(target, value, source)
            self._call_it(value, target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each, part in zip(target.elts, self._parts(target.elts, value, source), strict=True):
                self.assign(each.value if isinstance(each, ast.Starred) else each, part, scope, source)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(self.value(target.value, scope), target.attr, value)
        elif isinstance(target, ast.Subscript):
            owner, key = self.value(target.value, scope), self.value(target.slice, scope)
            if isinstance(owner, (dict, list)) and isinstance(key, (str, int)):
                entries: Any = owner
                # A key that is not there changes nothing.
                with suppress(LookupError, TypeError):
                    entries[key] = value
                self.weighed(owner)

    def _named(self, target: ast.Name, value: Value, source: ast.expr | None) -> Value:
        """An unknown value goes by the name that it is given."""
        if not isinstance(value, Unknown):
            return value
        why = f"it is {self.text(source)}" if source is not None else value.why
        return Unknown(target.id, target.lineno, why)

    def _call_it(self, value: Value, name: str) -> None:
        """A model goes by the first variable that it is assigned to."""
        spec = value.spec if isinstance(value, Stack) else value
        for place, found in enumerate(self.found):
            if found.spec is spec and not found.name:
                self.found[place] = found._replace(name=name)

    def _parts(self, targets: Sequence[ast.expr], value: Value, source: ast.expr | None) -> list[Value]:
        star = next((place for place, each in enumerate(targets) if isinstance(each, ast.Starred)), None)
        if isinstance(value, Tensor):
            count = len(targets) if star is None else max(self.outputs_of(value), len(targets))
            value = [Tensor(value.call, number) for number in range(count)]
        if not isinstance(value, (list, tuple)):
            why = f"it is part of {self.text(source)}" if source is not None else "it is part of what is not known"
            line = targets[0].lineno if targets else 0
            return [Unknown(self.text(each), line, why) for each in targets]
        behind = 0 if star is None else len(targets) - star - 1
        if (star is None and len(value) != len(targets)) or len(value) < len(targets) - 1:
            raise UsageError(f"{len(value)} values cannot be unpacked into {len(targets)} names")
        if star is None:
            return list(value)
        return [*value[:star], list(value[star : len(value) - behind]), *value[len(value) - behind :]]

    def _set_attribute(self, owner: Value, name: str, value: Value) -> None:
        spec = owner.finished() if isinstance(owner, Stack) and name == "trainable" else owner
        if name == "trainable" and isinstance(spec, Spec):
            if value is False or value == 0:
                spec.freeze()
            return
        if isinstance(owner, Stack):
            inside = value.spec if isinstance(value, Stack) else value
            if owner.framework == "pytorch" and isinstance(inside, Spec) and inside.place:
                inside.name = name
            owner.attributes[name] = value
        elif isinstance(spec, Spec) and isinstance(value, (int, float, str, bool)):
            spec.config[name] = value

    def _if(self, node: ast.If, scope: Scope) -> None:
        condition = self.value(node.test, scope)
        if isinstance(condition, Unknown):
            why = f"whether line {node.lineno} does this depends on {self.text(node.test)}"
            self.doubt([*node.body, *node.orelse], scope, condition, why)
        else:
            self.block(node.body if condition else node.orelse, scope)

    def _for(self, node: ast.For, scope: Scope) -> None:
        values = self.value(node.iter, scope)
        if isinstance(values, dict):
            values = list(values)
        if not isinstance(values, (list, tuple, str)):
            unknown = values if isinstance(values, Unknown) else self.unknown(node.iter, "it is no list that is known")
            self.doubt(node.body, scope, unknown, f"line {node.lineno} does this for each of {self.text(node.iter)}")
            return
        for value in list(values):
            self.spend()
            self.assign(node.target, value, scope)
            try:
                self.block(node.body, scope)
            except Ended as ended:
                if ended.how == "break":
                    return
                if ended.how != "continue":
                    raise
        self.block(node.orelse, scope)

    def _while(self, node: ast.While, scope: Scope) -> None:
        self.doubt(node.body, scope, self.unknown(node.test, "a loop"), f"line {node.lineno} does this in a loop")

    def doubt(self, statements: Iterable[ast.stmt], scope: Scope, unknown: Unknown, why: str) -> None:
        """What these statements assign, and the models that they add to, are not known any more."""
        doubted = replace(unknown, why=why)
        self.doubts.append(doubted)
        for statement in statements:
            for node in ast.walk(statement):
                self.spend()
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    scope[node.id] = Unknown(node.id, node.lineno, f"{why}; {doubted.text} is not known")
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    owner = scope.get(node.func.value.id) if isinstance(node.func.value, ast.Name) else None
                    if isinstance(owner, Stack) and node.func.attr in ("add", "append"):
                        owner.doubt = doubted
                elif isinstance(node, ast.Return):
                    raise Ended("return", doubted)

    def _with(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope, item.context_expr)
        self.block(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> None:
        self.block([*node.body, *node.orelse, *node.finalbody], scope)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        scope[node.name] = Function(node, scope)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self.value(base, scope) for base in node.bases]
        base = next((each for each in bases if isinstance(each, (Special, Class))), None)
        scope[node.name] = Class(node, base.base if isinstance(base, Class) else base, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for each in node.names:
            if each.asname:
                scope[each.asname] = Module(each.name)
            else:
                root = each.name.partition(".")[0]
                scope[root] = Module(root)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = node.module or ""
        for each in node.names:
            if each.name == "*":
                self.stars.append(module)
            else:
                scope[each.asname or each.name] = resolve(f"{module}.{each.name}")

    def _return(self, node: ast.Return, scope: Scope) -> None:
        raise Ended("return", None if node.value is None else self.value(node.value, scope))

    def _break(self, node: ast.Break, scope: Scope) -> None:
        raise Ended("break")

    def _continue(self, node: ast.Continue, scope: Scope) -> None:
        raise Ended("continue")

    def _raise(self, node: ast.Raise, scope: Scope) -> None:
        raise Ended("return", self.unknown(node, "the program ends there"))

    def call_function(
        self, function: Function, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """A function of the source, followed with these arguments."""
        if self.depth >= DEEPEST_CALL:
            return self.unknown(node, f"functions call one another more than {DEEPEST_CALL} deep")
        outer = function.scope
        scope: Scope = ChainMap({}, *(outer.maps if isinstance(outer, ChainMap) else [outer]))
        self._bind(function.node, scope, given, named)
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, scope)
        self.depth += 1
        try:
            self.block(function.node.body, scope)
        except Ended as ended:
            return ended.value
        finally:
            self.depth -= 1
        return None

    def _bind(self, node: Any, scope: Scope, given: Sequence[Value], named: Mapping[str, Value]) -> None:
        parameters = [*node.args.posonlyargs, *node.args.args]
        rest = dict(named)
        defaults: list[ast.expr | None] = [None] * (len(parameters) - len(node.args.defaults))
        pairs = [*zip(parameters, [*defaults, *node.args.defaults], strict=True)]
        pairs += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        for place, (parameter, default) in enumerate(pairs):
            name = parameter.arg
            if place < min(len(given), len(parameters)):
                scope[name] = given[place]
            elif name in rest:
                scope[name] = rest.pop(name)
            elif default is not None:
                scope[name] = self.value(default, scope)
            else:
                function = getattr(node, "name", "the function")
                scope[name] = Unknown(name, parameter.lineno, f"it is an argument of {function}")
        if node.args.vararg:
            scope[node.args.vararg.arg] = list(given[len(parameters) :])
        if node.args.kwarg:
            scope[node.args.kwarg.arg] = rest

    def source(self, tree: ast.Module) -> None:
        """A whole source: its statements, and if they make no model, its functions and classes."""
        scope: Scope = ChainMap({"__name__": "__main__"})
        try:
            self.block(tree.body, scope)
        except Ended:
            return
        if self.found:
            return
        for value in list(scope.values()):
            if isinstance(value, Function):
                self.call_function(value, value.node, (), {})
            elif (
                isinstance(value, Class) and isinstance(value.base, Special) and value.base.what in ("Model", "Module")
            ):
                self.instantiate(value, value.node, (), {})
