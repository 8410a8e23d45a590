"""Methods of Keras's layers and models, and functions of Keras that make or change models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paramcalc.readers.python import keras_calling, keras_copies, keras_models, keras_trainable, layer_assignment
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.tensor_shapes import inference
from paramcalc.readers.python.values import (
    FrameworkClass,
    Given,
    LayerClass,
    Library,
    Named,
    Node,
    Ref,
    Unknown,
    Value,
    is_constant,
    words,
)

HARMLESS = words(
    "compile summary save save_weights load_weights set_weights get_weights to_json get_config to_yaml "
    "reset_states reset_state export compute_output_shape get_compile_config get_build_config compute_mask "
    "compute_loss compute_metrics "
    "get_metrics_result reset_metrics make_train_function make_predict_function add_loss add_metric losses metrics "
    "optimizer"
)

TRAINING = words(
    "fit fit_generator evaluate evaluate_generator predict predict_generator train_on_batch test_on_batch "
    "predict_on_batch train_step test_step predict_step"
)


def call_method(machine: Machine, owner: Ref, name: str, given: Given, named: Named, node: Node) -> Value:
    """Call a method of a layer or a model."""
    known = machine.get(owner)
    role = known.meta.role
    if name.startswith("super "):
        return _super(machine, owner, name, given, named, node)
    work = METHODS.get(name)
    if work is not None and (role != "layer" or name in ("get_config", "count_params", "build", "get_weights")):
        return work(machine, owner, given, named, node)
    if name in HARMLESS:
        machine.may_raise()
        _escape_callables(machine, [*given, *named.values()], node)
        found = machine.unknown(node, "it is a call whose result is not known")
        return None if name in ("compile", "summary") else Unknown(found.origin, is_plain=True)
    if name in TRAINING:
        return _train(machine, owner, given, named, node)
    if name in ("__call__", "call") and "$class" not in known.slots:
        return machine.call(owner, given, named, node)
    origin = machine.origin(node, f"the method {name} of a layer is not followed")
    machine.escape(origin, owner, *given, *named.values())
    machine.may_raise()
    return Unknown(origin)


def _escape_callables(machine: Machine, values: Given, node: Node) -> None:
    held = [each for each in values if machine.kind(each) in ("function", "instance", "vague", "list", "dict")]
    changing = [
        each for each in held if machine.kind(each) in ("function", "instance", "vague") or _holds_object(machine, each)
    ]
    machine.escape(machine.origin(node, "what it calls is not followed"), *changing)


def _holds_object(machine: Machine, value: Ref) -> bool:
    known = machine.get(value)
    return any(
        machine.kind(each) in ("function", "instance", "vague")
        for each in [*(known.items or ()), *(known.map or {}).values()]
    )


def _train(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    """Training builds a model that is not built yet, for data whose shape is not known."""
    machine.may_raise()
    _escape_callables(machine, [*given, *named.values()], node)
    callbacks = [*given[5:6], *(value for word, value in named.items() if word == "callbacks")]
    if not all(_is_library_made(machine, each) for each in callbacks):
        # Keras gives them the model.
        machine.escape(machine.origin(node, "what the callbacks do to the model is not known"), owner, *callbacks)
        return Unknown(machine.origin(node, "it is a call whose result is not known"))
    _follow_steps(machine, owner, node)
    known = machine.get(owner)
    if known.kind == "layer" and known.slots.get("$built") is not True:
        if known.meta.role == "subclass":
            keras_calling.call_model(machine, owner, [machine.unknown(node, "it is data")], {}, node)
        else:
            keras_trainable.build(machine, owner)
    return Unknown(machine.origin(node, "it is a call whose result is not known"), is_plain=True)


def _is_library_made(machine: Machine, value: Value) -> bool:
    """Whether callbacks are all of known libraries."""
    if machine.kind(value) == "list":
        return all(_is_library_made(machine, each) for each in machine.get(value).items or ())
    if isinstance(value, tuple):
        return all(_is_library_made(machine, each) for each in value)
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
            given = [] if name.startswith("make") else [machine.unknown(node, "it is data")]
            work = partial(machine.call, step, [owner, *given], {}, node)
            machine.parts.repeat(machine, machine.origin(node, f"what {name} does is not known"), work)


def _super(machine: Machine, owner: Ref, name: str, given: Given, named: Named, node: Node) -> Value:
    from paramcalc.readers.python.framework_objects import base_init

    if name == "super __init__":
        cls = machine.get(owner).slots.get("$class")
        special = machine.get(cls).slots.get("$special") if isinstance(cls, Ref) else None
        base_init(machine, owner, special, given, named, node)
    elif name == "super __setattr__" and len(given) == 2 and isinstance(given[0], str):
        layer_assignment.set_on_layer(machine, owner, machine.get(owner), given[0], given[1], node, is_super=True)
    elif name == "super build":
        machine.edit(owner).slots["$built"] = True
    return None


def _add(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    if machine.get(owner).meta.role != "Sequential":
        raise Raised("AttributeError", machine.line)
    values = [*given, *(named[word] for word in ("layer",) if word in named)]
    if len(values) != 1:
        raise Raised("TypeError", machine.line)
    keras_models.add(machine, owner, values[0], node)
    return None


def _pop(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return keras_models.pop(machine, owner, node)


def _get_layer(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return keras_models.get_layer(machine, owner, given, named, node)


def _build(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    shape = given[0] if given else named.get("input_shape", named.get("batch_input_shape"))
    machine.may_raise()
    keras_calling.build_model(machine, owner, shape, node)
    return None


def _count(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    """`count_params()`."""
    machine.pay(50)
    try:
        specs = Specs(machine)
        known = machine.get(owner)
        if known.slots.get("$built") is not True or known.meta.role not in ("Sequential", "Functional"):
            return machine.unknown(node, "its layers are not built")
        spec = specs.layer(owner)
        result = inference(machine).run(spec, (None,) * len(spec.graph.inputs if spec.graph else ()), False)
    except ValueError:
        return machine.unknown(node, "the number of its parameters is not known")
    total = sum(weight.count for weight in result.weights)
    if isinstance(total, int) and not result.unknown and not specs.extras:
        return total
    return machine.unknown(node, "the number of its parameters is not known")


def _config(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    """`get_config()` of a layer: its arguments."""
    known = machine.get(owner)
    if known.meta.role not in ("layer",):
        return Unknown(machine.origin(node, "the configuration of a model is not followed"), frozenset({owner.number}))
    from paramcalc.classes import layer_classes
    from paramcalc.classes.base import signature

    config = {**signature(layer_classes("keras")[known.meta.kind].arguments), **(known.map or {})}
    if any(isinstance(each, Ref) for each in config.values()):
        return machine.unknown(node, "the configuration of a wrapper is not followed", owner)
    config.update({"name": known.slots["$name"], "trainable": known.slots["$flag"]})
    return machine.new(Obj("dict", map=config))


METHODS: dict[str, Callable[[Machine, Ref, Given, Named, Node], Value]] = {
    "add": _add,
    "build": _build,
    "count_params": _count,
    "get_config": _config,
    "get_layer": _get_layer,
    "pop": _pop,
}


def class_method(machine: Machine, owner: FrameworkClass, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a class of Keras, called on the class."""
    values = (*given, *named.values())
    machine.escape(machine.origin(node, f"{name} is not followed"), *values)
    machine.may_raise()
    if name == "from_config" and given and isinstance(given[0], Unknown) and len(given[0].refs) >= 1:
        return machine.unknown(node, "the configuration of a model is not followed")
    return machine.unknown(node, f"{name} is not followed")


def from_config(machine: Machine, cls: LayerClass, given: Given, named: Named, node: Node) -> Value:
    """`Dense.from_config(config)`."""
    config = given[0] if given else named.get("config")
    if machine.kind(config) != "dict":
        return machine.unknown(node, "the configuration is not known")
    entries = {name: value for name, value in (machine.get(config).map or {}).items() if isinstance(name, str)}
    return machine.call(cls, [], entries, node)


def _clone(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    if len(given) != 1 or named:
        machine.escape(machine.origin(node, "how it is cloned is not followed"), *given, *named.values())
        return machine.unknown(node, "how it is cloned is not followed")
    return keras_copies.clone(machine, given[0], node)


def _set_order(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    order = given[0] if given else named.get("data_format")
    machine.edit(machine.names).slots["$data_format"] = order
    return None


def _order(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return machine.get(machine.names).slots.get("$data_format") or "channels_last"


def _dim_order(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    order = _order(machine, given, named, node)
    return {"channels_first": "th", "channels_last": "tf"}.get(order, order) if is_constant(order) else order


def _clear(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    edited = machine.edit(machine.names)
    edited.map = {}
    return None


def _set_policy(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    policy = given[0] if given else None
    if not isinstance(policy, str) or "int8" in policy or "int4" in policy or "float8" in policy:
        from paramcalc.errors import SourceError

        raise SourceError("a policy that quantizes layers, or is not known, is not followed", line=machine.line)
    return None


def _load(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return machine.unknown(node, "it is read from a file")


FUNCTIONS: dict[str, Callable[[Machine, Given, Named, Node], Value]] = {
    "keras.backend.clear_session": _clear,
    "keras.backend.image_data_format": _order,
    "keras.backend.image_dim_ordering": _dim_order,
    "keras.backend.set_image_data_format": _set_order,
    "keras.backend.set_image_dim_ordering": _load,
    "keras.config.image_data_format": _order,
    "keras.config.set_image_data_format": _set_order,
    "keras.config.set_dtype_policy": _set_policy,
    "keras.mixed_precision.set_global_policy": _set_policy,
    "keras.mixed_precision.set_dtype_policy": _set_policy,
    "keras.models.clone_model": _clone,
    "keras.models.load_model": _load,
    "keras.saving.load_model": _load,
    "keras.utils.clear_session": _clear,
}
