"""Functions of Keras that read and set what holds for all layers: the image format, the dtype policy, the names."""

from __future__ import annotations

from paramcalc.errors import SourceError
from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Arguments, Keywords, Node, Value, is_constant


def set_image_order(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`set_image_data_format`."""
    order = arguments[0] if arguments else keywords.get("data_format")
    machine.edit(machine.names).slots["$data_format"] = order
    return None


def image_order(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`image_data_format()`."""
    return machine.get(machine.names).slots.get("$data_format") or "channels_last"


def dim_order(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`image_dim_ordering()` of Keras 1."""
    order = image_order(machine, arguments, keywords, node)
    return {"channels_first": "th", "channels_last": "tf"}.get(order, order) if is_constant(order) else order


def clear_session(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`clear_session()`: layers are numbered from the beginning again."""
    machine.edit(machine.names).map = {}
    return None


def set_policy(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`set_global_policy`. Raises SourceError for a policy that is unknown or quantizes layers."""
    policy = arguments[0] if arguments else keywords.get("policy", keywords.get("dtype_policy"))
    if not isinstance(policy, str) or "int8" in policy or "int4" in policy or "float8" in policy:
        raise SourceError(
            tr("paramcalc does not follow a policy that is unknown or quantizes layers"), line=machine.line
        )
    return None
