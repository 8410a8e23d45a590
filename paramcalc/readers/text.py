"""A model as one line of text: layers as one writes them, with `>` between them."""

from __future__ import annotations

import ast
import warnings

from paramcalc.classes import aliases, class_name, layer_classes
from paramcalc.errors import UsageError
from paramcalc.models.spec import ModelSpec
from paramcalc.readers.python.frameworks import make_special
from paramcalc.readers.python.interpreter import new_machine
from paramcalc.readers.python.keras_models import add
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Jump
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.torch_modules import append
from paramcalc.readers.python.values import LayerClass, Library, Ref, Special, Tensor, Unknown, Value

MODULES = ("keras", "layers", "nn", "tf", "tensorflow", "torch")
"""Names in front of a layer class that may stand there: `keras.layers.GRU`."""

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
    machine = new_machine({})
    machine.edit(machine.globals).slots.update(_known_classes(framework))
    version = VERSIONS[framework]
    model = make_special(machine, Special(framework, "Sequential", version), [], {}, None)
    for position, node in enumerate(_links(tree.body, framework)):
        layer = _layer(machine, node, framework)
        if isinstance(layer, Tensor) and position:
            raise UsageError("Input stands first, and once", tip=EXAMPLES[framework])
        try:
            (add(machine, model, layer, node) if framework == "keras" else append(machine, model, layer))
        except UsageError as error:
            raise _without_line(error) from error
    _check_layers(machine, model, framework)
    root = Specs(machine, is_final=True).layer(model)
    root.place = ""
    for each in root.walk():
        each.place = ""
    return ModelSpec(root, framework, version, text)


def _check_layers(machine: Machine, model: Ref, framework: str) -> None:
    known = machine.get(model)
    held = [*(known.items or ()), *(known.map or {}).values()]
    if all(machine.get(each).meta.kind == "InputLayer" for each in held):
        raise UsageError("the model has no layers beside its input", tip=EXAMPLES[framework])


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


def _known_classes(framework: str) -> dict[str, Value]:
    """The names that a line of text knows: the layer classes of a framework, and Input."""
    version = VERSIONS[framework]
    names: dict[str, Value] = {name: LayerClass(framework, kind, version) for name, kind in aliases(framework).items()}
    names["Input"] = Special(framework, "Input", version)
    roots = {"keras": Library("keras"), "layers": Library("keras.layers"), "tf": Library("tensorflow")}
    torch = {"torch": Library("torch"), "nn": Library("torch.nn")}
    return {**names, **(torch if framework == "pytorch" else {**roots, "tensorflow": Library("tensorflow")})}


def _layer(machine: Machine, node: ast.expr, framework: str) -> Value:
    """One layer of the line."""
    _check_names(machine, node, framework)
    try:
        value = machine.evaluate(node, machine.globals)
    except UsageError as error:
        raise _without_line(error) from error
    except RecursionError as error:
        raise UsageError("the text cannot be read: it is nested too deeply") from error
    except Jump as error:
        raise UsageError(f"{machine.text(node)} is no layer", tip=f"for example {EXAMPLES[framework]!r}") from error
    if isinstance(value, LayerClass):
        raise UsageError(f"{value.kind} stands there without its arguments", tip=f"{value.kind}(...)")
    if not isinstance(value, Tensor) and machine.kind(value) != "layer":
        if isinstance(value, Unknown) and "large" in value.why:
            raise UsageError(f"{machine.text(node)} grows too large")
        raise UsageError(f"{machine.text(node)} is no layer", tip=f"for example {EXAMPLES[framework]!r}")
    return value


def _check_names(machine: Machine, node: ast.expr, framework: str) -> None:
    """Refuse names that are none of the framework's; rewrite `keras.layers.GRU` as GRU."""
    known = machine.get(machine.globals).slots
    for each in ast.walk(node):
        machine.pay(1)
        if isinstance(each, ast.Attribute):
            if each.attr not in known:
                class_name(framework, each.attr)
        elif isinstance(each, ast.Name) and each.id not in known and each.id not in MODULES:
            class_name(framework, each.id)


def _without_line(error: UsageError) -> UsageError:
    """An error about the one line of a text: nothing is given there as a source would be."""
    tip = None if (error.tip or "").startswith("give it: --set") else error.tip
    return UsageError(error.message.removeprefix("line 1: ").removeprefix("line 0: "), tip=tip)
