"""Statements of a Python source, followed one by one: what is assigned to which name, as far as that can be known."""

from __future__ import annotations

import ast
import operator
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

from paramcalc.classes.base import Unknown
from paramcalc.classes.keras.operations import Slice
from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.python.eras import is_keras1
from paramcalc.readers.python.expressions import Expressions
from paramcalc.readers.python.names import resolve
from paramcalc.readers.python.values import Class, Function, Module, Special, Stack, Tensor, Thing, Value

Scope: TypeAlias = "ChainMap[str, Value]"

DEEPEST_CALL = 30
"""Functions of the source that call one another."""


CHANGING = ("add", "append", "clear", "extend", "insert", "pop", "remove", "reverse", "setdefault", "sort", "update")
"""Methods that change what they are called on."""


DECLARED = "global and nonlocal"
"""Where a scope keeps the names that are assigned outside of it: no name of Python's."""

MOST_NOTES = 20

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


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
            ast.Delete: self._delete,
            ast.Global: self._declared,
            ast.Nonlocal: self._declared,
            ast.Match: self._match,
            ast.Pass: self._nothing,
            ast.Assert: self._nothing,
        }

    @staticmethod
    def _ignore(value: Value) -> None:
        """What an expression gives goes nowhere."""

    def block(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        """Statements, one after another; what one that is not followed may change is not known any more."""
        for statement in statements:
            self.spend()
            follow = self.statements.get(type(statement))
            if follow is not None:
                follow(statement, scope)
            else:
                unknown = Unknown(self.text(statement), statement.lineno, "")
                self.doubt([statement], scope, unknown, f"line {statement.lineno} is not followed")

    def _nothing(self, node: ast.stmt, scope: Scope) -> None:
        """A statement that changes nothing."""

    def _delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                owner, key = self.value(target.value, scope), self.value(target.slice, scope)
                key = slice(*key.ends) if isinstance(key, Slice) else key
                try:
                    operator.delitem(owner, key)
                except (TypeError, LookupError):
                    self.doubt_value(owner, self.unknown(target, "what is deleted is not known"))
            elif isinstance(target, ast.Name):
                scope.maps[0].pop(target.id, None)

    def _declared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        """Names that are assigned outside the function."""
        outside = scope.maps[-1:] if isinstance(node, ast.Global) else scope.maps[1:]
        for name in node.names:
            home = next((each for each in outside if name in each), outside[0] if outside else scope.maps[0])
            scope.maps[0].setdefault(DECLARED, {})[name] = home

    def _match(self, node: ast.Match, scope: Scope) -> None:
        unknown = self.unknown(node.subject, "which case holds is not followed")
        bodies = [statement for case in node.cases for statement in case.body]
        self.doubt(bodies, scope, unknown, f"line {node.lineno} does one of several things")

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope, node.value)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope, node.value)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        before, more = self.value(node.target, scope), self.value(node.value, scope)
        if isinstance(before, list) and isinstance(node.op, ast.Add) and isinstance(more, (list, tuple)):
            # In place, so by every name that the list has.
            before += more
            self.weighed(before)
            return
        self.assign(node.target, self.arithmetic(node, before, node.op, more), scope)

    def assign(self, target: ast.expr, value: Value, scope: Scope, source: ast.expr | None = None) -> None:
        """A value given to a name, to several, to an attribute or to an entry."""
        if isinstance(target, ast.Name):
            home = scope.maps[0].get(DECLARED, {}).get(target.id, scope)
            home[target.id] = self._named(target, value, source)
            self._call_it(value, target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each, part in zip(target.elts, self._parts(target.elts, value, source), strict=True):
                self.assign(each.value if isinstance(each, ast.Starred) else each, part, scope, source)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(self.value(target.value, scope), target.attr, value, target)
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
        if not isinstance(spec, LayerSpec):
            return
        self.spend(len(self.found) // 50)
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

    def set_trainable(self, owner: Value, value: Value, node: ast.AST) -> None:
        """What is set trainable or not; what is not known is said."""
        spec = owner.finished() if isinstance(owner, Stack) else owner
        if isinstance(value, Unknown):
            self._say(f"line {getattr(node, 'lineno', 0)}: whether {self.text(node)} trains it cannot be known")
        elif isinstance(spec, LayerSpec):
            spec.set_trainable(bool(value))

    def _say(self, note: str) -> None:
        if note not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def _set_attribute(self, owner: Value, name: str, value: Value, node: ast.AST) -> None:
        if name == "trainable" and isinstance(owner, (Stack, LayerSpec)):
            self.set_trainable(owner, value, node)
            return
        spec = owner
        if isinstance(owner, Thing):
            owner.attributes[name] = value
            self._call_it(value, name)
        elif isinstance(owner, Stack):
            inside = value.spec if isinstance(value, Stack) else value
            if owner.framework == "pytorch" and isinstance(inside, LayerSpec) and inside.place:
                inside.name = name
            owner.attributes[name] = value
        elif isinstance(spec, LayerSpec) and isinstance(value, (int, float, str, bool)):
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
        start, made = self.steps, self.made
        for value in list(values):
            self.spend()
            if self.idle(start, made):
                unknown = self.unknown(node.iter, "it takes too many steps to follow")
                why = f"line {node.lineno} does this too often to be followed"
                self.doubt([*node.body, *node.orelse], scope, unknown, why)
                return
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
        for node in _walk(statements):
            self.spend()
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                scope[node.id] = Unknown(node.id, node.lineno, f"{why}; {doubted.text} is not known")
            elif isinstance(node, DEFINITIONS):
                scope[node.name] = Unknown(node.name, node.lineno, f"{why}; {doubted.text} is not known")
            elif isinstance(node, ast.Call):
                self._doubt_call(node, scope, doubted)
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
                self.doubt_value(self._looked_up(node.value, scope), doubted)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if node.attr in ("trainable", "requires_grad"):
                    self._say(f"line {node.lineno}: {why}; taken as if it did not")
            elif isinstance(node, ast.Return):
                raise Ended("return", doubted)

    def _doubt_call(self, node: ast.Call, scope: Scope, doubted: Unknown) -> None:
        """What a call may change: what a method is called on, what a function of the source is given."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            self.doubt_value(self._looked_up(node.func.value, scope), doubted)
        elif isinstance(self._looked_up(node.func, scope), Function):
            for each in node.args:
                self.doubt_value(self._looked_up(each, scope), doubted)

    def _looked_up(self, node: ast.expr, scope: Scope) -> Value:
        """What a name or an attribute stands for; nothing is called."""
        if isinstance(node, ast.Name):
            return scope.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._looked_up(node.value, scope)
            return owner.attributes.get(node.attr) if isinstance(owner, (Stack, Thing)) else None
        return None

    def _with(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope, item.context_expr)
        self.block(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> None:
        assigned = [each for handler in node.handlers for each in _walk(handler.body) if isinstance(each, ast.Assign)]
        if assigned:
            self._say(f"line {node.lineno}: taken as if nothing fails there")
        self.block([*node.body, *node.orelse, *node.finalbody], scope)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        value: Value = self.function(node, scope)
        for decorator in reversed(node.decorator_list):
            made = self.value(decorator, scope)
            if isinstance(made, Function):
                value = self.call_function(made, node, [value], {})
        scope[node.name] = value

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self.value(base, scope) for base in node.bases]
        base = next((each for each in bases if isinstance(each, (Special, Class))), None)
        body: Scope = scope.new_child()
        self.block([each for each in node.body if isinstance(each, (ast.Assign, ast.AnnAssign))], body)
        inside = dict(body.maps[0])
        if isinstance(base, Class):
            scope[node.name] = Class(node, base.base, scope, base, inside)
        else:
            scope[node.name] = Class(node, base, scope, None, inside)

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
        self._bind(function, scope, given, named)
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

    def _bind(self, function: Function, scope: Scope, given: Sequence[Value], named: Mapping[str, Value]) -> None:
        node: Any = function.node
        defaults_of = function.defaults
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
                scope[name] = defaults_of[default] if default in defaults_of else self.value(default, scope)
            else:
                owner = getattr(node, "name", "the function")
                scope[name] = Unknown(name, parameter.lineno, f"it is an argument of {owner}")
        if node.args.vararg:
            scope[node.args.vararg.arg] = list(given[len(parameters) :])
        if node.args.kwarg:
            scope[node.args.kwarg.arg] = rest

    def source(self, tree: ast.Module) -> None:
        """A whole source: its statements, and if they make no model, its functions and classes."""
        scope: Scope = ChainMap({"__name__": "__main__"})
        self.keras1 = is_keras1(tree)
        try:
            self.block(tree.body, scope)
        except Ended:
            return
        if self.found:
            return
        makers = [each for each in scope.values() if isinstance(each, Function) or _makes_model(each)]
        called = self._called(makers)
        inner = [each for each in makers if getattr(each.node, "name", "") in called]
        others = [each for each in scope.values() if isinstance(each, Class) and not _makes_model(each)]
        for several, follow in (
            ([each for each in makers if each not in inner], self._follow),
            (inner, self._follow),
            (others, self._follow_methods),
        ):
            for each in several:
                follow(each)
            if self.found:
                return

    def _follow(self, maker: Function | Class) -> None:
        if isinstance(maker, Function):
            self.call_function(maker, maker.node, (), {})
        else:
            self.instantiate(maker, maker.node, (), {})

    def _follow_methods(self, made: Class) -> None:
        """The methods of a class that is no model, each on an object of its own: one may build the model."""
        for method in made.node.body:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                thing = self.instantiate(made, made.node, (), {})
                if isinstance(thing, Thing):
                    self._call_method(made, method.name, thing, method, [], {})

    def _called(self, makers: Sequence[Function | Class]) -> set[str]:
        """The names that these functions and classes use of one another: those are followed where they are used."""
        used = set()
        for each in makers:
            own = getattr(each.node, "name", "")
            for node in ast.walk(each.node):
                self.spend()
                if isinstance(node, ast.Name) and node.id != own:
                    used.add(node.id)
        return used


def _makes_model(value: Value) -> bool:
    return isinstance(value, Class) and isinstance(value.base, Special) and value.base.what in ("Model", "Module")


def _walk(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """All that is in statements, but for what is in functions and classes that they only define."""
    rest: list[ast.AST] = list(statements)
    while rest:
        node = rest.pop(0)
        yield node
        if not isinstance(node, (*DEFINITIONS, ast.Lambda)):
            rest[:0] = ast.iter_child_nodes(node)
