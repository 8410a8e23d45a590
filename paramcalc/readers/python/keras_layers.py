"""Layers of Keras: made, called, built, frozen, copied."""

from __future__ import annotations

from collections.abc import Sequence

from paramcalc.classes import layer_classes
from paramcalc.classes.base import signature
from paramcalc.errors import SourceError, UsageError
from paramcalc.phrases import tr
from paramcalc.readers.construct import Names, construct, snake_case
from paramcalc.readers.python.eras import of_keras1
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Arguments, Keywords, LayerClass, LayerMeta, Node, Ref, Unknown, Value


def automatic_name(machine: Machine, kind: str) -> Value:
    """The name that Keras gives the next layer of a class."""
    counts = machine.get(machine.names).map or {}
    word = snake_case(kind)
    number = counts.get(word, 0)
    edited = machine.edit(machine.names)
    assert edited.map is not None
    edited.map[word] = number if isinstance(number, Unknown) else number + 1
    label = word if not number or isinstance(number, Unknown) else f"{word}_{number}"
    if isinstance(number, Unknown) or edited.slots.get("$outside"):
        # Outside code may have made layers, too. The text is what the answer calls the layer.
        return Unknown(machine.origin(None, tr("the number of layers made before is unknown"), label), is_plain=True)
    return label


def make(
    machine: Machine,
    cls: LayerClass,
    given: Sequence[Value],
    keywords: Keywords,
    node: Node,
    unsure: Unknown | None = None,
) -> Ref:
    """A layer. `unsure` are arguments spread from something unknown: any that is not given may be anything."""
    kind, arguments, words = cls.kind, list(given), dict(keywords)
    if unsure is not None:
        names = list(signature(layer_classes(cls.framework)[kind].arguments))[len(arguments) :]
        unknown = Unknown(unsure.origin, unsure.refs)
        words = {**dict.fromkeys([*(name for name in names if name != "name"), "trainable"], unknown), **words}
    if machine.keras1:
        kind, arguments, words = of_keras1(kind, arguments, words)
    config = _config(machine, cls, kind, arguments, words, node)
    if cls.version == (2, 0) and kind in ("GRU", "GRUCell"):
        # As TensorFlow 1 had it.
        config.setdefault("reset_after", False)
    order = machine.get(machine.names).slots.get("$data_format")
    takes_order = "data_format" in signature(layer_classes("keras")[kind].arguments)
    if order is not None and takes_order and config.get("data_format") is None:
        config["data_format"] = order
    flag = config.pop("trainable", True)
    name = config.pop("name", None)
    _check_arguments(machine, kind, config)
    return new_layer(machine, cls, kind, config, name, flag, node)


def _config(
    machine: Machine, cls: LayerClass, kind: str, arguments: Arguments, keywords: Keywords, node: Node
) -> dict[str, Value]:
    try:
        return construct(cls.framework, kind, arguments, keywords, Names()).config
    except UsageError as error:
        if machine.catchers:
            raise Raised("ValueError", machine.line) from error
        raise SourceError(f"{error.message}", line=getattr(node, "lineno", machine.line), tip=error.tip) from error


def _check_arguments(machine: Machine, kind: str, config: dict[str, Value]) -> None:
    """In a `try`, an argument that Keras refuses raises, and one that it may refuse may raise."""
    size = config.get("units", 1)
    is_wrong = (isinstance(size, int) and size < 1) or (size is None and kind == "Dense")
    if machine.catchers and is_wrong:
        raise Raised("ValueError", machine.line)
    for value in config.values():
        is_odd = isinstance(value, (float, Unknown)) or (isinstance(value, int) and value <= 0 and value is not False)
        if is_odd:
            machine.may_raise("ValueError")


def new_layer(
    machine: Machine, cls: LayerClass, kind: str, config: dict[str, Value], name: Value, flag: Value, node: Node
) -> Ref:
    """A layer object, and the layers that it makes inside."""
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, kind)
    if not isinstance(flag, Unknown):
        flag = bool(flag)
    config = {word: _own_list(machine, value) for word, value in config.items()}
    line = getattr(node, "lineno", machine.line)
    meta = LayerMeta("keras", kind, cls.version, line, "layer")
    slots: dict[str, Value] = {"$name": name, "$flag": flag, "$vars": True, "$built": False}
    machine.last_layer += 1
    layer = machine.new(Obj("layer", meta, slots=slots, items=[], map=config))
    entry = layer_classes("keras")[kind]
    children: list[Value] = []
    if kind in ("SimpleRNN", "GRU", "LSTM"):
        children = [_inner(machine, layer, "$cell", kind, flag)]
    elif not entry.trainable_reaches_weights:
        children = [_inner(machine, layer, "$inner", kind, True)]
    elif kind == "Bidirectional":
        children = _directions(machine, layer, config)
    elif isinstance(config.get("layer"), Ref):
        children = [config["layer"]]
    elif kind == "RNN":
        children = _cells(machine, config.get("cell"))
    elif kind == "StackedRNNCells":
        children = _cells(machine, config.get("cells"))
    for value in (config.get("activation"), config.get("recurrent_activation")):
        if machine.kind(value) == "layer":
            children = [*children, value]
    machine.edit(layer).items = children
    return layer


def _own_list(machine: Machine, value: Value) -> Value:
    """A layer keeps a copy of a list that it is given."""
    return machine.new(machine.get(value).copy()) if machine.kind(value) == "list" else value


def _inner(machine: Machine, owner: Ref, slot: str, kind: str, flag: Value) -> Ref:
    """The sublayer that has a layer's weights, as a recurrent layer's cell."""
    meta = machine.get(owner).meta._replace(kind=f"{kind}Cell", role="inner")
    name = snake_case(f"{kind}Cell")
    slots = {"$name": name, "$flag": flag, "$vars": True, "$built": False}
    layer = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
    machine.edit(owner).slots[slot] = layer
    return layer


def _cells(machine: Machine, cells: Value) -> list[Value]:
    if isinstance(cells, Ref) and machine.kind(cells) == "list":
        return [item for item in machine.get(cells).items or [] if isinstance(item, Ref)]
    if isinstance(cells, tuple):
        return [cell for cell in cells if isinstance(cell, Ref)]
    return [cells] if isinstance(cells, Ref) else []


def _directions(machine: Machine, made: Ref, config: dict[str, Value]) -> list[Value]:
    """The two layers of a Bidirectional: copies from the configuration, but for a backward layer that is given."""
    layer, back = config.get("layer"), config.get("backward_layer")
    if machine.kind(layer) != "layer" or machine.get(layer).meta.role != "layer":
        if isinstance(layer, (Ref, Unknown)):
            config["layer"] = machine.unknown(None, tr("it holds an unknown layer"), layer)
        return []
    forward = copy_from_config(machine, layer)
    if isinstance(back, Unknown) or machine.kind(back) == "vague":
        return []
    machine.edit(made).slots["$copied"] = back is None
    return [forward, copy_from_config(machine, layer) if back is None else back]


def copy_from_config(machine: Machine, layer: Value, name: Value = None) -> Ref:
    """A layer made anew from the configuration of another: its weights are its own."""
    obj = machine.get(layer)
    config = {key: _copied(machine, value) for key, value in (obj.map or {}).items()}
    cls = LayerClass("keras", obj.meta.kind, obj.meta.version)
    made = new_layer(machine, cls, obj.meta.kind, config, name or obj.slots["$name"], obj.slots["$flag"], None)
    machine.edit(made).meta = obj.meta
    return made


def _copied(machine: Machine, value: Value) -> Value:
    if machine.kind(value) == "layer" and machine.get(value).meta.role == "layer":
        return copy_from_config(machine, value)
    if machine.kind(value) == "list":
        return machine.new(Obj("list", items=[_copied(machine, item) for item in machine.get(value).items or []]))
    return value
