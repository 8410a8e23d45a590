"""Methods of Keras's layers and models, and functions of Keras that make or change models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paramcalc.phrases import tr
from paramcalc.readers.python import (
    keras_calling,
    keras_copies,
    keras_globals,
    keras_models,
    keras_trainable,
    layer_assignment,
)
from paramcalc.readers.python.keras_calls import data_tensor
from paramcalc.readers.python.lookup import in_order, learns_by
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.tensor_shapes import inference
from paramcalc.readers.python.values import (
    Arguments,
    Array,
    FrameworkClass,
    Keywords,
    LayerClass,
    Library,
    Node,
    Ref,
    Unknown,
    Value,
    words,
)

HARMLESS = words(
    "compile summary save save_weights load_weights set_weights get_weights to_json get_config "
    "to_yaml reset_states reset_state export compute_output_shape get_compile_config "
    "get_build_config compute_mask compute_loss compute_metrics get_metrics_result reset_metrics "
    "make_train_function make_predict_function add_loss add_metric losses metrics optimizer"
)

TRAINING = words(
    "fit fit_generator evaluate evaluate_generator predict predict_generator train_on_batch "
    "test_on_batch predict_classes predict_on_batch predict_proba train_step test_step "
    "predict_step"
)


def call_method(machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """Call a method of a layer or a model."""
    obj = machine.get(owner)
    role = obj.meta.role
    if name.startswith("super "):
        return _super(machine, owner, name, arguments, keywords, node)
    work = METHODS.get(name)
    if work is not None and (role != "layer" or name in ("get_config", "count_params", "build", "get_weights")):
        return work(machine, owner, arguments, keywords, node)
    if name in HARMLESS or learns_by(obj, name):
        machine.may_raise()
        _escape_callables(machine, [*arguments, *keywords.values()], node)
        result = machine.unknown(node, tr("its result is unknown"))
        return None if name in ("compile", "summary") else Unknown(result.origin, is_plain=True)
    if name in TRAINING:
        return _train(machine, owner, arguments, keywords, node)
    if name in ("__call__", "call") and "$class" not in obj.slots:
        return machine.call(owner, arguments, keywords, node)
    origin = machine.origin(node, tr("paramcalc does not follow the method {name} of a layer", name=name))
    machine.escape(origin, owner, *arguments, *keywords.values())
    machine.may_raise()
    return Unknown(origin)


def _escape_callables(machine: Machine, values: Arguments, node: Node) -> None:
    held = [value for value in values if machine.kind(value) in ("function", "instance", "vague", "list", "dict")]
    changing = [
        value
        for value in held
        if machine.kind(value) in ("function", "instance", "vague") or _holds_object(machine, value)
    ]
    machine.escape(machine.origin(node, tr("paramcalc does not follow what it calls")), *changing)


def _holds_object(machine: Machine, value: Ref) -> bool:
    obj = machine.get(value)
    return any(
        machine.kind(value) in ("function", "instance", "vague")
        for value in [*(obj.items or ()), *(obj.map or {}).values()]
    )


def _train(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """Training builds a model that is not built yet, for data whose shape is not known."""
    machine.may_raise()
    _escape_callables(machine, [*arguments, *keywords.values()], node)
    callbacks = [*arguments[5:6], *(value for word, value in keywords.items() if word == "callbacks")]
    if not all(_is_library_made(machine, callback) for callback in callbacks):
        # Keras gives them the model.
        machine.escape(machine.origin(node, tr("the callbacks may change the model")), owner, *callbacks)
        if not machine.session.trusts:
            return Unknown(machine.origin(node, tr("its result is unknown")))
    _follow_steps(machine, owner, node)
    obj = machine.get(owner)
    if obj.kind == "layer" and obj.slots.get("$built") is not True:
        data = arguments[0] if arguments else keywords.get("x")
        # A batch of the data has the same shape, but for its length.
        batch = (None, *data.shape[1:]) if isinstance(data, Array) else None
        if obj.meta.role == "subclass":
            given = machine.unknown(node, tr("it is data")) if batch is None else data_tensor(machine, batch, node)
            keras_calling.call_model(machine, owner, [given], {}, node)
        elif batch is not None and obj.items:
            keras_calling.build_model(machine, owner, batch, node)
        else:
            keras_trainable.build(machine, owner)
    return Unknown(machine.origin(node, tr("its result is unknown")), is_plain=True)


def _is_library_made(machine: Machine, value: Value) -> bool:
    """Whether callbacks are all of known libraries."""
    if machine.kind(value) == "list":
        return all(_is_library_made(machine, item) for item in machine.get(value).items or ())
    if isinstance(value, tuple):
        return all(_is_library_made(machine, item) for item in value)
    return value is None or isinstance(value, Library) or (isinstance(value, Unknown) and value.is_plain)


STEPS = ("train_step", "test_step", "predict_step", "make_train_function")


def _follow_steps(machine: Machine, owner: Ref, node: Node) -> None:
    """Training calls the steps that a class of the source defines, any number of times."""
    cls = machine.get(owner).slots.get("$class") if machine.kind(owner) == "layer" else None
    for name in STEPS:
        step = in_order(machine, cls, name) if isinstance(cls, Ref) else None
        if isinstance(step, Unknown):
            machine.escape(step.origin, owner)
        elif step is not None:
            given = [] if name.startswith("make") else [machine.unknown(node, tr("it is data"))]
            work = partial(machine.call, step, [owner, *given], {}, node)
            machine.parts.repeat(machine, machine.origin(node, tr("what {name} does is unknown", name=name)), work)


def _super(machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    from paramcalc.readers.python.framework_objects import base_init

    if name == "super __init__":
        cls = machine.get(owner).slots.get("$class")
        special = machine.get(cls).slots.get("$special") if isinstance(cls, Ref) else None
        base_init(machine, owner, special, arguments, keywords, node)
    elif name == "super __setattr__" and len(arguments) == 2 and isinstance(arguments[0], str):
        layer_assignment.set_on_layer(
            machine, owner, machine.get(owner), arguments[0], arguments[1], node, is_super=True
        )
    elif name == "super build":
        machine.edit(owner).slots["$built"] = True
    return None


def _add(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.get(owner).meta.role != "Sequential":
        raise Raised("AttributeError", machine.line)
    values = [*arguments, *(keywords[word] for word in ("layer",) if word in keywords)]
    if len(values) != 1:
        raise Raised("TypeError", machine.line)
    keras_models.add(machine, owner, values[0], node)
    return None


def _pop(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return keras_models.pop(machine, owner, node)


def _get_layer(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return keras_models.get_layer(machine, owner, arguments, keywords, node)


def _build(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    shape = arguments[0] if arguments else keywords.get("input_shape", keywords.get("batch_input_shape"))
    machine.may_raise()
    keras_calling.build_model(machine, owner, shape, node)
    return None


def _count(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`count_params()`."""
    machine.pay(50)
    try:
        specs = Specs(machine)
        obj = machine.get(owner)
        if obj.slots.get("$built") is not True or obj.meta.role not in ("Sequential", "Functional"):
            return machine.unknown(node, tr("its layers are not built"))
        spec = specs.layer(owner)
        result = inference(machine).run(spec, (None,) * len(spec.graph.inputs if spec.graph else ()), False)
    except ValueError:
        return machine.unknown(node, tr("the number of its parameters is unknown"))
    total = sum(weight.count for weight in result.weights)
    if isinstance(total, int) and not result.unknown and not specs.extras:
        return total
    return machine.unknown(node, tr("the number of its parameters is unknown"))


def _config(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`get_config()` of a layer: its arguments."""
    obj = machine.get(owner)
    if obj.meta.role not in ("layer",):
        return Unknown(
            machine.origin(node, tr("paramcalc does not follow the configuration of a model")),
            frozenset({owner.number}),
        )
    from paramcalc.classes import layer_classes
    from paramcalc.classes.base import signature

    config = {**signature(layer_classes("keras")[obj.meta.kind].arguments), **(obj.map or {})}
    if any(isinstance(value, Ref) for value in config.values()):
        return machine.unknown(node, tr("paramcalc does not follow the configuration of a wrapper"), owner)
    config.update({"name": obj.slots["$name"], "trainable": obj.slots["$flag"]})
    return machine.new(Obj("dict", map=config))


METHODS: dict[str, Callable[[Machine, Ref, Arguments, Keywords, Node], Value]] = {
    "add": _add,
    "build": _build,
    "count_params": _count,
    "get_config": _config,
    "get_layer": _get_layer,
    "pop": _pop,
}


def class_method(
    machine: Machine, owner: FrameworkClass, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A method of a class of Keras, called on the class."""
    values = (*arguments, *keywords.values())
    machine.escape(machine.origin(node, tr("paramcalc does not follow {name}", name=name)), *values)
    machine.may_raise()
    if name == "from_config" and arguments and isinstance(arguments[0], Unknown) and len(arguments[0].refs) >= 1:
        return machine.unknown(node, tr("paramcalc does not follow the configuration of a model"))
    return machine.unknown(node, tr("paramcalc does not follow {name}", name=name))


def from_config(machine: Machine, cls: LayerClass, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`Dense.from_config(config)`."""
    config = arguments[0] if arguments else keywords.get("config")
    if machine.kind(config) != "dict":
        return machine.unknown(node, tr("the configuration is unknown"))
    entries = {name: value for name, value in (machine.get(config).map or {}).items() if isinstance(name, str)}
    return machine.call(cls, [], entries, node)


def _clone(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if len(arguments) != 1 or keywords:
        machine.escape(
            machine.origin(node, tr("paramcalc does not follow how it is cloned")), *arguments, *keywords.values()
        )
        return machine.unknown(node, tr("paramcalc does not follow how it is cloned"))
    return keras_copies.clone(machine, arguments[0], node)


def _load(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.unknown(node, tr("it is read from a file"))


FUNCTIONS: dict[str, Callable[[Machine, Arguments, Keywords, Node], Value]] = {
    "keras.backend.clear_session": keras_globals.clear_session,
    "keras.backend.image_data_format": keras_globals.image_order,
    "keras.backend.image_dim_ordering": keras_globals.dim_order,
    "keras.backend.set_image_data_format": keras_globals.set_image_order,
    "keras.backend.set_image_dim_ordering": _load,
    "keras.config.image_data_format": keras_globals.image_order,
    "keras.config.set_image_data_format": keras_globals.set_image_order,
    "keras.config.set_dtype_policy": keras_globals.set_policy,
    "keras.mixed_precision.set_global_policy": keras_globals.set_policy,
    "keras.mixed_precision.set_dtype_policy": keras_globals.set_policy,
    "keras.models.clone_model": _clone,
    "keras.models.load_model": _load,
    "keras.saving.load_model": _load,
    "keras.utils.clear_session": keras_globals.clear_session,
}
