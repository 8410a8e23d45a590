"""A model as one line of text: layers joined by `>`."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from typing import Any

from paramcalc.classes import aliases, class_name, layer_classes
from paramcalc.errors import TOO_DEEP, SourceError, UsageError, parser_reason, printable, shorten
from paramcalc.frameworks import DEFAULT, FRAMEWORKS
from paramcalc.models.spec import LayerSpec, ModelSpec, chain
from paramcalc.phrases import joined, labelled, tr
from paramcalc.readers.free_sizes import bind_sizes, close, free_sizes_named, refuse_ranges
from paramcalc.readers.python.frameworks import make_special
from paramcalc.readers.python.interpreter import new_machine
from paramcalc.readers.python.keras_models import add
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Jump
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.torch_modules import append
from paramcalc.readers.python.values import FrameworkClass, LayerClass, Library, Ref, Tensor, Value

MODULES = ("keras", "layers", "nn", "tf", "tensorflow", "torch")
"""The names that may precede a layer class: `keras.layers.GRU`."""

LONGEST = 1_000_000
"""The characters of a text or of a source."""


def read_text(text: str, framework: str = DEFAULT, set: Mapping[str, Any] | None = None) -> ModelSpec:
    """A model from a line of text. A name in the place of a size is a free size; `set` has values for such names.

    >>> read_text("Input((28, 28)) > GRU(75) > Dense(10)").root.graph.layers
    (<GRU 'gru'>, <Dense 'dense'>)
    >>> read_text("Input((None, 6)) > GRU(2 * u)").root.graph.layers[0].config["units"]
    Polynomial(2*u)

    Raises UsageError, with the place, for a text that is not a chain of layers.
    """
    layer_classes(framework)
    refuse_ranges(text)
    tree = parse(text, "eval", tr("for example {example!r}", example=FRAMEWORKS[framework].example))
    assert isinstance(tree, ast.Expression)
    links = _links(tree.body, framework)
    for link in links:
        _check_syntax(link, text.strip(), framework)
    machine = new_machine({})
    machine.edit(machine.globals).slots.update(_known_classes(framework))
    free = bind_sizes(machine, links, framework, set or {})
    with free_sizes_named(framework):
        root = _model(machine, links, framework)
    for spec in root.walk():
        spec.place = ""
    close(root, framework, free)
    if free and root.graph and not root.graph.inputs:
        # Whether PyTorch's layers fit to one another could not be seen before their sizes were formulas.
        root.graph = chain(root.kind, root.name, root.graph.layers, None).graph
    return ModelSpec(root, framework, FRAMEWORKS[framework].default_version, text, symbols=free)


def _model(machine: Machine, links: list[ast.expr], framework: str) -> LayerSpec:
    """The Sequential model of these layers."""
    example = FRAMEWORKS[framework].example
    version = FRAMEWORKS[framework].default_version
    model = make_special(machine, FrameworkClass(framework, "Sequential", version), [], {}, None)
    for position, node in enumerate(links):
        layer = _layer(machine, node, framework)
        if isinstance(layer, Tensor) and position:
            raise UsageError(tr("Input must be the first layer, and may occur only once"), tip=example)
        try:
            (add(machine, model, layer, node) if framework == "keras" else append(machine, model, layer))
        except SourceError as error:
            raise UsageError(error.reason, tip=error.tip) from error
    _check_layers(machine, model, framework)
    return Specs(machine, is_final=True).layer(model)


def _check_layers(machine: Machine, model: Ref, framework: str) -> None:
    known = machine.get(model)
    held = [*(known.items or ()), *(known.map or {}).values()]
    if all(machine.get(each).meta.kind == "InputLayer" for each in held):
        raise UsageError(tr("the model has no layers except its input"), tip=FRAMEWORKS[framework].example)


def parse(text: str, mode: str, tip: str, origin: str = tr("the text")) -> ast.AST:
    """The syntax tree of a Python text. Raises UsageError, with line and column, for a text that is not Python."""
    if len(text) > LONGEST:
        raise UsageError(
            tr(
                "{origin} has {count:,} characters; the limit is {longest:,}",
                origin=origin,
                count=len(text),
                longest=LONGEST,
            )
        )
    try:
        # A text like 75a is refused below; Python's own warning about it would only confuse.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip() if mode == "eval" else text, mode=mode)
    except SyntaxError as error:
        place = tr("line {line}, column {column}", line=max(error.lineno or 1, 1), column=max(error.offset or 1, 1))
        # A line of layers is on the screen; a file is not.
        where = place if mode == "eval" else joined(tr(", "), (origin, place))
        raise UsageError(labelled(where, parser_reason(error)), tip=tip) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            tr("{origin} cannot be read: {error}", origin=origin, error=parser_reason(error)), tip=tip
        ) from error


def _links(node: ast.expr, framework: str) -> list[ast.expr]:
    """The layers between the `>` signs."""
    if not isinstance(node, (ast.Compare, ast.BinOp)):
        return [node]
    if isinstance(node, ast.BinOp) or not all(isinstance(sign, ast.Gt) for sign in node.ops):
        raise UsageError(
            tr("join the layers by >"), tip=tr("for example {example!r}", example=FRAMEWORKS[framework].example)
        )
    return [node.left, *node.comparators]


PARTS = (ast.Call, ast.Name, ast.Tuple, ast.List, ast.Dict)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.UAdd, ast.USub)
"""The syntax that a line of layers can have, beside constants and the names of classes."""


def _check_syntax(link: ast.expr, text: str, framework: str) -> None:
    """Raise UsageError for Python that says nothing about layers, such as a lambda or `a[1]`."""
    called = {id(node.func) for node in ast.walk(link) if isinstance(node, ast.Call)}
    owners = {id(node.value) for node in ast.walk(link) if isinstance(node, ast.Attribute)}
    example = tr("for example {example!r}", example=FRAMEWORKS[framework].example)
    for node in ast.walk(link):
        tip = example
        match node:
            case ast.Constant(value) if value is None or isinstance(value, (bool, int, float, str)):
                continue
            case ast.Attribute(attr=name):
                if node is link or id(node) in called | owners:
                    continue
                tip = tr("write {name!r} if it is a text", name=name)
            case ast.UnaryOp(op) | ast.BinOp(op=op) if isinstance(op, OPERATORS):
                continue
            case ast.keyword(arg=str()):
                continue
            case ast.operator() | ast.unaryop() | ast.expr_context():
                continue
            case _ if isinstance(node, PARTS):
                continue
        raise UsageError(tr("a line of layers cannot have {node}", node=_quoted(node, text)), tip=tip)


def _quoted(node: ast.AST, text: str) -> str:
    return printable(shorten(ast.get_source_segment(text, node) or "this"))


def _known_classes(framework: str) -> dict[str, Value]:
    """The names that a line of text knows: the layer classes of a framework, and Input."""
    version = FRAMEWORKS[framework].default_version
    names: dict[str, Value] = {name: LayerClass(framework, kind, version) for name, kind in aliases(framework).items()}
    names["Input"] = FrameworkClass(framework, "Input", version)
    roots = {"keras": Library("keras"), "layers": Library("keras.layers"), "tf": Library("tensorflow")}
    torch = {"torch": Library("torch"), "nn": Library("torch.nn")}
    return {**names, **(torch if framework == "pytorch" else {**roots, "tensorflow": Library("tensorflow")})}


def _layer(machine: Machine, node: ast.expr, framework: str) -> Value:
    """One layer of the line."""
    _check_names(machine, node, framework)
    not_a_layer = UsageError(
        tr("{node} is not a layer", node=machine.text(node)),
        tip=tr("for example {example!r}", example=FRAMEWORKS[framework].example),
    )
    try:
        value = machine.evaluate(node, machine.globals)
    except SourceError as error:
        raise UsageError(error.reason, tip=error.tip) from error
    except RecursionError as error:
        raise UsageError(tr("the text cannot be read: {too_deep}", too_deep=TOO_DEEP)) from error
    except Jump as error:
        raise not_a_layer from error
    if isinstance(value, LayerClass):
        raise UsageError(
            tr("{kind} is written without arguments", kind=value.kind), tip=tr("write {kind}(...)", kind=value.kind)
        )
    if not isinstance(value, Tensor) and machine.kind(value) != "layer":
        raise not_a_layer
    return value


def _check_names(machine: Machine, node: ast.expr, framework: str) -> None:
    """Refuse names that the framework does not have. `keras.layers.GRU` means GRU."""
    known = machine.get(machine.globals).slots
    for part in ast.walk(node):
        machine.pay(1)
        if isinstance(part, ast.Attribute):
            if part.attr not in known:
                class_name(framework, part.attr)
        elif isinstance(part, ast.Name) and part.id not in known and part.id not in MODULES:
            class_name(framework, part.id)
