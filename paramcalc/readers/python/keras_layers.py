"""Layers of Keras: made, called, built, frozen, copied."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import signature
from paramcalc.classes.keras.recurrent import STATES
from paramcalc.errors import UsageError
from paramcalc.models.spec import BESIDE, TENSOR_WORDS, LayerSpec
from paramcalc.readers.construct import Names, construct, snake_case
from paramcalc.readers.python.eras import of_keras1
from paramcalc.readers.python.machine import Machine, Raised
from paramcalc.readers.python.specs import Call, opaque, raw_shape, shapes_after
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import LayerClass, LayerMeta, Ref, Tensor, Unknown, Value

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}


def automatic_name(machine: Machine, kind: str) -> Value:
    """The name that Keras gives the next layer of a class."""
    counts = machine.get(machine.names).map or {}
    word = snake_case(kind)
    number = counts.get(word, 0)
    edited = machine.edit(machine.names)
    assert edited.map is not None
    if isinstance(number, Unknown):
        return Unknown(machine.origin(None, "how many layers were made before is not known", word), is_plain=True)
    edited.map[word] = number + 1
    return word if not number else f"{word}_{number}"


def make(
    machine: Machine,
    cls: LayerClass,
    given: Sequence[Value],
    named: dict[str, Value],
    node: ast.AST | None,
    unsure: Unknown | None = None,
) -> Ref:
    """A layer. `unsure` are arguments spread from something unknown: any that is not given may be anything."""
    kind, arguments, words = cls.kind, list(given), dict(named)
    if unsure is not None:
        names = list(signature(layer_classes(cls.framework)[kind].arguments))[len(arguments) :]
        unknown = Unknown(unsure.origin, unsure.refs)
        words = {**dict.fromkeys([*(each for each in names if each != "name"), "trainable"], unknown), **words}
    if machine.keras1:
        kind, arguments, words = of_keras1(kind, arguments, words)
    config = _config(machine, cls, kind, arguments, words, node)
    if cls.version == (2, 0) and kind in ("GRU", "GRUCell"):
        # As TensorFlow 1 had it.
        config.setdefault("reset_after", False)
    order = machine.get(machine.names).slots.get("$data_format")
    if order is not None and "data_format" in signature(layer_classes("keras")[kind].arguments):
        if config.get("data_format") is None:
            config["data_format"] = order
    flag = config.pop("trainable", True)
    name = config.pop("name", None)
    _check_arguments(machine, config)
    return new_layer(machine, cls, kind, config, name, flag, node)


def _config(
    machine: Machine, cls: LayerClass, kind: str, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> dict[str, Value]:
    try:
        return construct(cls.framework, kind, given, named, Names()).config
    except UsageError as error:
        if machine.catchers:
            raise Raised("ValueError", machine.line) from error
        raise UsageError(f"line {getattr(node, 'lineno', machine.line)}: {error.message}", tip=error.tip) from error


def _check_arguments(machine: Machine, config: dict[str, Value]) -> None:
    """In a `try`, an argument that Keras may refuse may raise."""
    for value in config.values():
        is_odd = isinstance(value, (float, Unknown)) or (isinstance(value, int) and value <= 0 and value is not False)
        if is_odd:
            machine.may_raise("ValueError")


def new_layer(
    machine: Machine,
    cls: LayerClass,
    kind: str,
    config: dict[str, Value],
    name: Value,
    flag: Value,
    node: ast.AST | None,
) -> Ref:
    """A layer object, and the layers that it makes inside."""
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, kind)
    if not isinstance(flag, Unknown):
        flag = bool(flag)
    line = getattr(node, "lineno", machine.line)
    meta = LayerMeta("keras", kind, cls.version, line, "layer")
    slots: dict[str, Value] = {"$name": name, "$flag": flag, "$vars": True, "$built": False}
    machine.last_layer += 1
    made = machine.new(Obj("layer", meta, slots=slots, items=[], map=config))
    entry = layer_classes("keras")[kind]
    children: list[Value] = []
    if kind in ("SimpleRNN", "GRU", "LSTM"):
        children = [_inner(machine, made, "$cell", kind, flag)]
    elif not entry.trainable_reaches_weights:
        children = [_inner(machine, made, "$inner", kind, True)]
    elif kind == "Bidirectional":
        children = _directions(machine, made, config)
    elif isinstance(config.get("layer"), Ref):
        children = [config["layer"]]
    elif kind == "RNN":
        children = _cells(machine, config.get("cell"))
    elif kind == "StackedRNNCells":
        children = _cells(machine, config.get("cells"))
    for value in (config.get("activation"), config.get("recurrent_activation")):
        if machine.kind(value) == "layer":
            children = [*children, value]
    machine.edit(made).items = children
    return made


def _inner(machine: Machine, owner: Ref, slot: str, kind: str, flag: Value) -> Ref:
    """The sublayer that has a layer's weights, as a recurrent layer's cell."""
    meta = machine.get(owner).meta._replace(kind=f"{kind}Cell", role="inner")
    name = snake_case(f"{kind}Cell")
    slots = {"$name": name, "$flag": flag, "$vars": True, "$built": False}
    made = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
    machine.edit(owner).slots[slot] = made
    return made


def _cells(machine: Machine, cells: Value) -> list[Value]:
    if isinstance(cells, Ref) and machine.kind(cells) == "list":
        return [each for each in machine.get(cells).items or [] if isinstance(each, Ref)]
    if isinstance(cells, tuple):
        return [each for each in cells if isinstance(each, Ref)]
    return [cells] if isinstance(cells, Ref) else []


def _directions(machine: Machine, made: Ref, config: dict[str, Value]) -> list[Value]:
    """The two layers of a Bidirectional: copies from the configuration, but for a backward layer that is given."""
    layer, back = config.get("layer"), config.get("backward_layer")
    if machine.kind(layer) != "layer" or machine.get(layer).meta.role != "layer":
        if isinstance(layer, Ref) or isinstance(layer, Unknown):
            config["layer"] = machine.unknown(None, "which layer it holds is not known", layer)
        return []
    forward = copy_from_config(machine, layer)
    if isinstance(back, Unknown) or machine.kind(back) == "vague":
        return []
    machine.edit(made).slots["$copied"] = back is None
    return [forward, copy_from_config(machine, layer) if back is None else back]


def copy_from_config(machine: Machine, layer: Value, name: Value = None) -> Ref:
    """A layer made anew from the configuration of another: its weights are its own."""
    known = machine.get(layer)
    config = {key: _copied(machine, value) for key, value in (known.map or {}).items()}
    cls = LayerClass("keras", known.meta.kind, known.meta.version)
    made = new_layer(machine, cls, known.meta.kind, config, name or known.slots["$name"], known.slots["$flag"], None)
    machine.edit(made).meta = known.meta
    return made


def _copied(machine: Machine, value: Value) -> Value:
    if machine.kind(value) == "layer" and machine.get(value).meta.role == "layer":
        return copy_from_config(machine, value)
    if machine.kind(value) == "list":
        return machine.new(Obj("list", items=[_copied(machine, each) for each in machine.get(value).items or []]))
    return value


def set_trainable(machine: Machine, layer: Ref, value: Value) -> None:
    """Set `trainable`, as Keras 3 on TensorFlow hands it on: setting what is set already does nothing."""
    known = machine.get(layer)
    if known.kind != "layer":
        return
    machine.pay(1)
    flag = known.slots.get("$flag", True)
    is_modern = known.meta.version[0] >= 3
    if is_modern and value is flag and not isinstance(value, Unknown):
        return
    wanted = value if isinstance(value, Unknown) else truth(machine, value)
    if wanted is None:
        wanted = machine.unknown(None, "whether it is trained is not known", value)
    elif isinstance(flag, Unknown) and not isinstance(wanted, Unknown) and is_modern:
        # The inner layers may or may not have been reached.
        _set_inside(machine, layer, Unknown(flag.origin))
        machine.edit(layer).slots["$flag"] = wanted
        return
    edited = machine.edit(layer)
    edited.slots["$flag"] = wanted
    if edited.slots.get("$built") is not False:
        edited.slots["$vars"] = (
            wanted
            if edited.slots.get("$built") is True
            else Unknown(machine.origin(None, "whether it was built is not known"))
        )
    for child in list(edited.items or ()):
        if isinstance(child, Ref):
            set_trainable(machine, child, wanted)


def _set_inside(machine: Machine, layer: Ref, value: Value) -> None:
    known = machine.get(layer)
    if known.kind != "layer":
        return
    edited = machine.edit(layer)
    edited.slots["$flag"] = edited.slots["$vars"] = value
    for child in list(edited.items or ()):
        if isinstance(child, Ref):
            _set_inside(machine, child, value)


def build(machine: Machine, layer: Value) -> None:
    """Mark a layer as built: its weights are there, and its configuration no longer counts."""
    if machine.kind(layer) != "layer":
        return
    known = machine.get(layer)
    if known.slots.get("$built") is True:
        return
    machine.pay(1)
    edited = machine.edit(layer)
    edited.slots["$vars"] = edited.slots.get("$flag", True)
    edited.slots["$built"] = True
    for child in list(edited.items or ()):
        build(machine, child)


def apply(machine: Machine, layer: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    """A layer called on tensors."""
    from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in

    data = [named[word] for word in TENSOR_WORDS if word in named]
    data += [value for word, value in named.items() if word not in (*TENSOR_WORDS, *BESIDE)]
    tensors = tensors_in(machine, [*given, *data])
    beside = tensors_in(machine, [named[word] for word in BESIDE if word in named])
    if not tensors or holds_unknown(machine, [*given, *data]):
        build(machine, layer) if machine.get(layer).slots.get("$built") is not True and False else None
        return _apply_unknown(machine, layer, node)
    build(machine, layer)
    return record(machine, layer, tensors, beside, node)


def _apply_unknown(machine: Machine, layer: Ref, node: ast.AST | None) -> Value:
    """A layer called on something unknown: it is built, for a shape that is not known."""
    known = machine.get(layer)
    if known.slots.get("$built") is not True:
        machine.may_raise()
        build(machine, layer)
        machine.edit(layer).slots["$blind"] = True
    return machine.unknown(node, "the layer is called on something that is not known")


def record(
    machine: Machine, layer: Ref | LayerSpec, tensors: Sequence[Tensor], beside: Sequence[Tensor], node: ast.AST | None
) -> Tensor:
    """Put a call on the tape."""
    machine.pay(5)
    reads = [_shape_of(machine, each) for each in tensors]
    shapes = shapes_after(machine, layer, reads)
    count = len(shapes) or _outputs(machine, layer)
    line = getattr(node, "lineno", machine.line)
    machine.tape.append(Call(layer, tuple(tensors), tuple(beside), shapes, count, line))
    if not shapes or None in shapes or None in reads:
        machine.may_raise("ValueError")
    if isinstance(layer, Ref) and machine.kind(layer) == "layer":
        slots = machine.edit(layer).slots
        calls = slots.get("$calls", ())
        slots["$calls"] = (*calls, len(machine.tape) - 1) if isinstance(calls, tuple) else calls
        if "$read" not in slots and reads and reads[0] is not None:
            slots["$read"] = reads[0]
    return Tensor(len(machine.tape) - 1)


def _shape_of(machine: Machine, tensor: Tensor) -> Any:
    shapes = machine.tape[tensor.call].shapes
    return shapes[tensor.output] if tensor.output < len(shapes) else None


def tensor_shape(machine: Machine, tensor: Tensor) -> Value:
    """A tensor's shape, the batch first; Unknown where nothing is known of it."""
    raw = raw_shape(machine, _shape_of(machine, tensor))
    if raw is None:
        return Unknown(machine.origin(None, "the shape of the tensor is not known", "the shape"), is_plain=True)
    shape = _shape_of(machine, tensor)
    lengths: list[Value] = []
    for size, symbol in zip(raw, shape, strict=True):
        if size is None and str(symbol) not in ("batch",) and not _is_open(symbol):
            lengths.append(
                Unknown(machine.origin(None, "the length of an axis is not known", "a length"), is_plain=True)
            )
        elif size is None or isinstance(size, int):
            lengths.append(size)
        else:
            lengths.append(Unknown(size, is_plain=True))
    return tuple(lengths)


def _is_open(symbol: Any) -> bool:
    """Whether a length is a symbol alone, which Keras shows as None."""
    return len(symbol.symbols) == 1


def _outputs(machine: Machine, layer: Ref | LayerSpec) -> int:
    """How many tensors a layer gives, where its shapes are not known."""
    if isinstance(layer, LayerSpec) or machine.kind(layer) != "layer":
        return 1
    known = machine.get(layer)
    if known.meta.role == "Functional":
        return len(known.slots["$outputs"])
    inner = known
    config = known.map or {}
    if known.meta.kind == "Bidirectional" and known.items:
        inner = machine.get(known.items[0])
        config = inner.map or {}
    if config.get("return_state") is True:
        return 1 + STATES.get(CELLS.get(inner.meta.kind, ""), 1) * (1 if inner is known else 2)
    return 1


def opaque_call(machine: Machine, origin: Any, tensors: Sequence[Tensor], node: ast.AST | None) -> Tensor:
    """A call of a layer of which nothing is known."""
    return record(machine, opaque(origin), tensors, (), node)
