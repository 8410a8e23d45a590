"""Expressions of a Python source: what can be computed is, layers and models are put together, the rest is unknown."""

from __future__ import annotations

import ast
import operator
import re
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paramcalc.classes import aliases
from paramcalc.classes.base import Unknown
from paramcalc.classes.keras.operations import Slice
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.python.building import (
    SPREAD,
    Building,
    tensors_in,
)
from paramcalc.readers.python.builtins import ARITHMETIC, BUILTINS, COMPARISONS, UNARY
from paramcalc.readers.python.names import resolve
from paramcalc.readers.python.reading import PLAIN
from paramcalc.readers.python.values import (
    Bound,
    Class,
    LayerClass,
    Module,
    Parent,
    Special,
    Stack,
    Tensor,
    Thing,
    Value,
)

MERGED_BY = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply", ast.Div: "Divide", ast.MatMult: "Matmul"}

FORMAT = re.compile(r"[<>^]?0?\d{0,2}(\.\d{1,2})?[dfgs]?")
"""The formats of an f-string that are followed."""


class Expressions(Building):
    """The expressions' half of the interpreter."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        super().__init__(given)
        self.kinds: dict[type[ast.expr], Callable[[Any, ChainMap[str, Value]], Value]] = {
            ast.Constant: lambda node, scope: node.value,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Subscript: self._subscript,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._compare,
            ast.IfExp: self._choice,
            ast.Tuple: self._tuple,
            ast.List: lambda node, scope: self.weighed(self._list(node, scope)),
            ast.Set: self._set,
            ast.Dict: lambda node, scope: self.weighed(self._dict(node, scope)),
            ast.JoinedStr: self._text,
            ast.ListComp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.GeneratorExp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.Lambda: lambda node, scope: self.function(node, scope),
            ast.NamedExpr: self._walrus,
            ast.Slice: self._slice,
            ast.Starred: lambda node, scope: self.value(node.value, scope),
        }

    def value(self, node: ast.expr, scope: Any) -> Value:
        """What an expression stands for."""
        self.spend()
        if self.given and isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            text = ast.unparse(node)
            if text in self.given:
                self.used.add(text)
                return self.given[text]
        make = self.kinds.get(type(node))
        value = self.unknown(node, "it is not followed") if make is None else make(node, scope)
        if self.doubted and isinstance(value, (list, dict, set)) and id(value) in self.doubted:
            return self.doubted[id(value)][1]
        return value

    def _name(self, node: ast.Name, scope: Any) -> Value:
        if node.id in scope:
            return scope[node.id]
        if node.id in BUILTINS:
            return BUILTINS[node.id]
        for module in self.stars:
            found = resolve(f"{module}.{node.id}")
            if not isinstance(found, Module):
                return found
        return self.unknown(node, "it is not assigned before")

    def _attribute(self, node: ast.Attribute, scope: Any) -> Value:
        owner = self.value(node.value, scope)
        if isinstance(owner, Module):
            return resolve(f"{owner.path}.{node.attr}")
        if isinstance(owner, Special) and owner.what == "call Merge":
            # `keras.layers.merge` was a module, too.
            return resolve(f"keras.layers.{node.attr}")
        if isinstance(owner, Tensor):
            return self._tensor_attribute(owner, node)
        if isinstance(owner, (Stack, Thing)) and node.attr in owner.attributes:
            return owner.attributes[node.attr]
        for made in self._class_of(owner):
            if node.attr in made.attributes:
                return made.attributes[node.attr]
        ends = self._ends_of(owner, node.attr)
        if ends:
            return ends[0] if len(ends) == 1 and not node.attr.endswith("s") else ends
        spec = owner.spec if isinstance(owner, Stack) else owner
        if isinstance(spec, LayerSpec) and node.attr == "layers":
            return list(owner.layers) if isinstance(owner, Stack) else list(spec.graph.layers if spec.graph else ())
        if isinstance(spec, LayerSpec) and node.attr in spec.config:
            return spec.config[node.attr]
        if isinstance(spec, LayerSpec) and node.attr == "name":
            return spec.name
        if isinstance(owner, (Stack, LayerSpec, Class, Thing, Parent, list, tuple, dict, str)):
            return Bound(owner, node.attr)
        return self.unknown(
            node, owner.why if isinstance(owner, Unknown) else "it is an attribute of what is not known"
        )

    def _tensor_attribute(self, owner: Tensor, node: ast.Attribute) -> Value:
        if node.attr in ("shape", "_keras_shape"):
            return self.shape_of(owner, node)
        return Bound(owner, node.attr)

    def _class_of(self, owner: Value) -> Sequence[Class]:
        """The classes that an object's attributes are looked for in."""
        made = owner.attributes.get("__class__") if isinstance(owner, Stack) else getattr(owner, "made", owner)
        return list(made.lineage()) if isinstance(made, Class) else ()

    def _ends_of(self, owner: Value, name: str) -> list[Tensor]:
        """What `model.input`, `model.output` and `layer.output` stand for; nothing where nobody can tell."""
        if not isinstance(owner, LayerSpec) or name not in ("input", "inputs", "output", "outputs"):
            return []
        if owner in self.ends:
            return self.ends[owner][name.startswith("output")]
        self.spend(len(self.tape.calls))
        places = [number for number, call in enumerate(self.tape.calls) if call.spec is owner]
        if not places or owner.graph is not None:
            return []
        if name.startswith("input"):
            return [Tensor(*ref) for ref in self.tape.calls[places[0]].inputs]
        first = Tensor(places[0])
        return [Tensor(first.call, number) for number in range(self.outputs_of(first))]

    def _arguments(self, node: ast.Call, scope: Any) -> tuple[list[Value], dict[str, Value]]:
        given: list[Value] = []
        for each in node.args:
            value = self.value(each, scope)
            if isinstance(each, ast.Starred):
                given += value if isinstance(value, (list, tuple)) else [value]
            else:
                given.append(value)
        named: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg in named:
                raise UsageError(f"line {node.lineno}: {keyword.arg} is given twice")
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update({str(name): each for name, each in value.items()})
            else:
                named[SPREAD] = value
        return given, named

    def _call(self, node: ast.Call, scope: Any) -> Value:
        if isinstance(node.func, ast.Name) and node.func.id == "super" and "__class__" in scope:
            return Parent(scope["__class__"].parent, scope["__self__"])
        function = self.value(node.func, scope)
        given, named = self._arguments(node, scope)
        if isinstance(node.func, ast.Name) and node.func.id == "setattr" and given[1:2] == ["trainable"]:
            self.set_trainable(given[0], given[2] if len(given) > 2 else None, node)
            return None
        try:
            return self.called(function, node, given, named)
        except UsageError as error:
            if str(error).startswith("line "):
                raise
            raise UsageError(f"line {node.lineno}: {error.message}", tip=error.tip) from error

    def _subscript(self, node: ast.Subscript, scope: Any) -> Value:
        owner, key = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(owner, Tensor):
            if self.outputs_of(owner) > 1 and isinstance(key, (int, Slice)):
                several = [Tensor(owner.call, number) for number in range(self.outputs_of(owner))]
                owner = several
            else:
                keys = list(key) if isinstance(key, tuple) else [key]
                return self.operation_on("ops.GetItem", [keys], [owner], {})
        if isinstance(key, Slice) and isinstance(owner, (list, tuple, str)):
            return self.computed(node, lambda: owner[slice(*key.ends)])
        if isinstance(owner, (list, tuple, dict, str)) and isinstance(key, (int, str)):
            return self.computed(node, operator.getitem, owner, key)
        if isinstance(owner, Stack) and isinstance(key, int) and -len(owner.layers) <= key < len(owner.layers):
            return owner.layers[key]
        return self.unknown(node, owner.why if isinstance(owner, Unknown) else "it is an entry of what is not known")

    def _binary(self, node: ast.BinOp, scope: Any) -> Value:
        return self.arithmetic(node, self.value(node.left, scope), node.op, self.value(node.right, scope))

    def arithmetic(self, node: Any, left: Value, sign: ast.operator, right: Value) -> Value:
        """Two values and the sign between them."""
        tensors = tensors_in([left, right])
        if tensors and (isinstance(left, Tensor) or isinstance(right, Tensor)):
            rest = [each for each in (left, right) if not isinstance(each, Tensor)]
            return self.operation_on(f"ops.{MERGED_BY.get(type(sign), 'Unknown')}", rest, tensors, {})
        function = ARITHMETIC.get(type(sign))
        if function is None or not isinstance(left, PLAIN) or not isinstance(right, PLAIN):
            why = next((each.why for each in (left, right) if isinstance(each, Unknown)), "it is not followed")
            return self.unknown(node, why)
        return self.computed(node, function, left, right)

    def _unary(self, node: ast.UnaryOp, scope: Any) -> Value:
        value = self.value(node.operand, scope)
        if isinstance(value, Tensor):
            return self.operation_on("ops.Negative", [], [value], {})
        if isinstance(value, PLAIN):
            return self.computed(node, UNARY[type(node.op)], value)
        return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")

    def _boolean(self, node: ast.BoolOp, scope: Any) -> Value:
        value: Value = None
        for each in node.values:
            value = self.value(each, scope)
            if isinstance(value, Unknown) or bool(value) == isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Any) -> Value:
        values = [self.value(each, scope) for each in (node.left, *node.comparators)]
        absent = self._is_none(node, values)
        if absent is not None:
            return absent
        for value in values:
            if not isinstance(value, PLAIN):
                return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")
        for sign, left, right in zip(node.ops, values, values[1:], strict=False):
            holds = self.computed(node, COMPARISONS[type(sign)], left, right)
            if holds is not True:
                return holds
        return True

    def _is_none(self, node: ast.Compare, values: Sequence[Value]) -> bool | None:
        """Whether a layer, a tensor or a model is None, which it is not; None for any other comparison."""
        if len(values) != 2 or values[1] is not None or not isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            return None
        if isinstance(values[0], Unknown):
            return None
        return (values[0] is None) == isinstance(node.ops[0], ast.Is)

    def _choice(self, node: ast.IfExp, scope: Any) -> Value:
        condition = self.value(node.test, scope)
        if isinstance(condition, Unknown):
            return self.unknown(node, condition.why)
        return self.value(node.body if condition else node.orelse, scope)

    def _tuple(self, node: ast.Tuple, scope: Any) -> Value:
        """A tuple; one with a part of unknown length is not known as a whole."""
        values = self.weighed(self._list(node, scope))
        for each, value in zip(node.elts, values, strict=False):
            if isinstance(each, ast.Starred) and isinstance(value, Unknown):
                return self.unknown(node, value.why)
        return tuple(values)

    def _list(self, node: Any, scope: Any) -> list[Value]:
        values: list[Value] = []
        for each in node.elts:
            value = self.value(each, scope)
            if isinstance(each, ast.Starred) and isinstance(value, (list, tuple)):
                values += value
            else:
                values.append(value)
        return values

    def _set(self, node: ast.Set, scope: Any) -> Value:
        return self.computed(node, lambda: set(self._list(node, scope)))

    def _dict(self, node: ast.Dict, scope: Any) -> Value:
        found: dict[Any, Value] = {}
        for key, each in zip(node.keys, node.values, strict=True):
            value = self.value(each, scope)
            if key is None:
                found.update(value if isinstance(value, dict) else {})
                continue
            name = self.value(key, scope)
            if isinstance(name, (str, int, float, bool)):
                found[name] = value
        return found

    def _text(self, node: ast.JoinedStr, scope: Any) -> Value:
        parts = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part, scope)
            if not isinstance(value, (str, int, float)):
                return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")
            form = ""
            if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                form = self.value(part.format_spec, scope)
                if not isinstance(form, str) or not FORMAT.fullmatch(form):
                    return self.unknown(node, "its format is not followed")
            parts.append(self.computed(node, format, value, form))
        if any(isinstance(part, Unknown) for part in parts):
            return self.unknown(node, "its format is not followed")
        return self.computed(node, lambda: "".join(parts))

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: Any) -> Value:
        """A list made of known lists."""
        inside = scope.new_child()
        values: list[Value] = []
        start, made = self.steps, self.made

        def follow(generators: list[ast.comprehension]) -> Unknown | None:
            if not generators:
                values.append(self.value(node.elt, inside))
                return None
            first, *rest = generators
            items = self.value(first.iter, inside)
            if not isinstance(items, (list, tuple, dict, str)):
                return self.unknown(node, items.why if isinstance(items, Unknown) else "it is not followed")
            for item in list(items):
                if self.idle(start, made):
                    return self.unknown(node, "it takes too many steps to follow")
                self.assign(first.target, item, inside)
                if all(self.value(test, inside) for test in first.ifs):
                    failed = follow(rest)
                    if failed is not None:
                        return failed
            return None

        failed = follow(node.generators)
        return values if failed is None else failed

    def _walrus(self, node: ast.NamedExpr, scope: Any) -> Value:
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope, node.value)
        return value

    def _slice(self, node: ast.Slice, scope: Any) -> Value:
        ends = [None if each is None else self.value(each, scope) for each in (node.lower, node.upper, node.step)]
        return Slice(*ends)


def known_classes(framework: str) -> dict[str, Value]:
    """The names that a line of text knows: the layer classes of a framework, and Input."""
    version = (3,) if framework == "keras" else (2,)
    names: dict[str, Value] = {name: LayerClass(framework, kind, version) for name, kind in aliases(framework).items()}
    names["Input"] = Special(framework, "Input", version)
    assert framework in FRAMEWORKS
    return names
