"""A model as one line of text: layers as one writes them, with `>` between them."""

from __future__ import annotations

import ast
import warnings
from collections import ChainMap

from paramcalc.classes import class_name, layer_classes
from paramcalc.classes.base import Unknown
from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec, ModelSpec
from paramcalc.readers.python.expressions import known_classes
from paramcalc.readers.python.interpreter import Interpreter
from paramcalc.readers.python.names import resolve
from paramcalc.readers.python.values import LayerClass, Special, Stack, Tensor, Value

LONGEST = 1_000_000
"""Characters of a text or of a source."""

EXAMPLES = {"keras": "Input((28, 28)) > GRU(75) > Dense(10)", "pytorch": "LSTM(300, 512) > Linear(512, 20)"}

VERSIONS: dict[str, tuple[int, ...]] = {"keras": (3,), "pytorch": (2,)}
"""Whose defaults a text has."""


def read_text(text: str, framework: str = "keras") -> ModelSpec:
    """A model from a line of text.

    >>> read_text("Input((28, 28)) > GRU(75) > Dense(10)").root.graph.layers
    (<GRU 'gru'>, <Dense 'dense'>)

    Raises UsageError, with the place, for what is no chain of layers.
    """
    layer_classes(framework)
    tree = parse(text, "eval", f"for example {EXAMPLES[framework]!r}")
    assert isinstance(tree, ast.Expression)
    interpreter = _LineInterpreter(framework)
    stack = Stack(LayerSpec("Sequential", "sequential", {}), framework, VERSIONS[framework])
    for position, node in enumerate(_links(tree.body, framework)):
        layer = interpreter.layer(node)
        if isinstance(layer, Tensor) and position:
            raise UsageError("Input stands first, and once", tip=EXAMPLES[framework])
        interpreter.append(stack, layer, node)
    if not stack.layers:
        raise UsageError("the model has no layers beside its input", tip=EXAMPLES[framework])
    return ModelSpec(stack.finished(), framework, VERSIONS[framework], text)


def parse(text: str, mode: str, tip: str) -> ast.AST:
    """The tree of a Python text. Raises UsageError, with line and column, for one that is none."""
    if len(text) > LONGEST:
        raise UsageError(f"a text of {len(text):,} characters; at most {LONGEST:,} are read")
    try:
        # A text like 75a is answered below; Python's own warning of it helps nobody.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip() if mode == "eval" else text, mode=mode)
    except SyntaxError as error:
        place = f"line {max(error.lineno or 1, 1)}, column {max(error.offset or 1, 1)}"
        raise UsageError(f"{place}: {error.msg}", tip=tip) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"the text cannot be read: {error or 'it is nested too deeply'}", tip=tip) from error


def _links(node: ast.expr, framework: str) -> list[ast.expr]:
    """What stands between the signs `>`."""
    if not isinstance(node, (ast.Compare, ast.BinOp)):
        return [node]
    if isinstance(node, ast.BinOp) or not all(isinstance(sign, ast.Gt) for sign in node.ops):
        raise UsageError("layers are joined by >", tip=f"for example {EXAMPLES[framework]!r}")
    return [node.left, *node.comparators]


class _LineInterpreter(Interpreter):
    """An interpreter that knows the layer classes by their bare names, and nothing else."""

    def __init__(self, framework: str) -> None:
        super().__init__({})
        self.framework = framework
        self.scope = ChainMap({}, known_classes(framework))

    def layer(self, node: ast.expr) -> Value:
        """One layer of the line."""
        try:
            value = self.value(node, self.scope)
        except UsageError as error:
            # In a line of text no value can be given.
            remedy = None if error.remedy and error.remedy.argument == "set" else error.remedy
            raise UsageError(error.message.removeprefix("line 1: "), tip=error.tip, remedy=remedy) from error
        except RecursionError as error:
            raise UsageError("the text cannot be read: it is nested too deeply") from error
        if isinstance(value, LayerClass):
            raise UsageError(f"{value.kind} stands there without its arguments", tip=f"{value.kind}(...)")
        if not isinstance(value, (LayerSpec, Stack, Tensor)):
            raise UsageError(f"{self.text(node)} is no layer", tip=f"for example {EXAMPLES[self.framework]!r}")
        if isinstance(value, LayerSpec):
            value.place = ""
        return value

    def _name(self, node: ast.Name, scope: ChainMap[str, Value]) -> Value:
        value = super()._name(node, scope)
        if isinstance(value, Unknown):
            class_name(self.framework, node.id)
        return value

    def _attribute(self, node: ast.Attribute, scope: ChainMap[str, Value]) -> Value:
        """`keras.layers.GRU` and `layers.GRU` as well as GRU."""
        root = "torch.nn" if self.framework == "pytorch" else "keras.layers"
        found = resolve(f"{root}.{node.attr}")
        if isinstance(found, (LayerClass, Special)):
            return found
        class_name(self.framework, node.attr)
        return self.unknown(node, "it is no layer")
