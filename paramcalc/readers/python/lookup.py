"""Where attributes are found in classes of the source."""

from __future__ import annotations

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import UNBOUND, Bound, Descriptor, Ref, Unknown, Value, words

KERAS_METHODS = words(
    "__call__ __dict__ add add_loss add_metric add_weight build call compile compute_mask compute_output_shape "
    "count_params evaluate evaluate_generator export fit fit_generator from_config get_build_config "
    "get_compile_config get_config get_layer get_weights load_weights pop predict predict_generator "
    "predict_classes predict_on_batch predict_proba "
    "predict_step quantize reset_state reset_states save save_weights set_weights summary "
    "compute_loss compute_metrics get_metrics_result reset_metrics "
    "test_on_batch test_step to_json to_yaml train_on_batch train_step enable_lora"
)
"""Attributes of layers and models of Keras that are methods."""

VOCABULARIES = words("Discretization IntegerLookup StringLookup TextVectorization")
"""Layers that learn a vocabulary or bins, none of which is a parameter."""

LEARNING = words("adapt finalize_state get_vocabulary reset_state set_vocabulary update_state vocabulary_size")
"""What they learn it by."""

TORCH_METHODS = words(
    "__call__ __dict__ _buffers _modules _parameters add_module append apply bfloat16 buffers children clear compile "
    "cpu cuda double eval extend extra_repr flatten_parameters float forward get_parameter get_submodule half insert "
    "items keys load_state_dict modules named_buffers named_children named_modules named_parameters parameters pop "
    "register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook register_module "
    "register_parameter requires_grad_ reset_parameters share_memory state_dict to train type update values zero_grad"
)
"""Attributes of modules of PyTorch that are methods."""


def learns_by(obj: Obj, name: str) -> bool:
    """Whether a method of a layer changes or gives what it has learned, and no parameter."""
    return name in LEARNING and obj.meta.kind in VOCABULARIES


def in_order(machine: Machine, cls: Ref, name: str, behind: Ref | None = None) -> Value:
    """A class attribute in the order of resolution; None where there is none."""
    obj = machine.get(cls)
    if obj.kind == "vague":
        return Unknown(obj.meta.origin, frozenset(machine.store.reach({cls.number})))
    order = obj.slots["$order"]
    if isinstance(order, Unknown):
        return order
    if behind is not None:
        order = order[order.index(behind) + 1 :] if behind in order else ()
    for number in order:
        inside = machine.get(number)
        if inside.kind == "vague":
            return Unknown(inside.meta.origin, frozenset(machine.store.reach({number.number})))
        value = inside.slots.get(name, UNBOUND)
        if value is not UNBOUND:
            return value
    return None


def find_in_class(machine: Machine, owner: Value, name: str) -> Value:
    """What an object's class has under a name; None where it has nothing."""
    if not isinstance(owner, Ref):
        return None
    cls = machine.get(owner).slots.get("$class")
    if isinstance(cls, Unknown):
        return cls
    return in_order(machine, cls, name) if isinstance(cls, Ref) else None


def bound(machine: Machine, value: Value, owner: Value, cls: Value = None) -> Value:
    """What a class attribute is when it is looked up through an object: a method is bound to it."""
    if isinstance(value, Descriptor):
        if value.kind == "class":
            home = cls if cls is not None else machine.get(owner).slots.get("$class", owner)
            return Bound(home, value.function)
        return value.function
    if machine.kind(value) == "function":
        return Bound(owner, value)
    return value


def has_own_parameters(obj: Obj) -> bool:
    """Whether a container of modules has parameters or buffers beside them, which are not among its entries."""
    kind = str(obj.slots.get("$container", obj.meta.kind))
    return not kind.startswith("Parameter") and any(tag in ("p", "b") for tag, _ in obj.map or {})
