"""What a real Keras layer is called with, out of a configuration that may come from anywhere.

A configuration is never handed to Keras, whose reader imports the modules that it names. A class is looked up in
`keras.layers` by a name that the registry has, and only plain values reach its constructor: none that is code, a
file, or an object to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from paramcalc.classes.base import LayerEntry, parameters
from paramcalc.errors import shown
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.model_arguments import LeftOutError, is_plain, is_taken, made

DROPPED = ("_initializer", "_regularizer", "_constraint")
"""How the arguments end that neither count nor shape depends on, and that name objects."""

UNUSED = ("weights", "seed", "vocabulary", "idf_weights", "encoding", "quantization_config", "name", "dtype")
"""The same, one by one: a vocabulary can be the name of a file, an encoding that of a module. The
quantization is in the policy, which is handed on by itself, and so is the name.
"""

ACTIVATIONS = ("activation", "recurrent_activation")

DTYPES = ("float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool", "string")

POLICIES = (*DTYPES, "mixed_float16", "mixed_bfloat16")

QUANTIZED = ("int8", "float8")
"""The quantizations that a policy's name tells whole; the others can have settings beside it."""

CODE = {
    "Lambda": "its function is a program, which is not run",
    "MelSpectrogram": "it computes its filters when it is built",
}
"""The classes that are known and yet not built, and why."""


def class_of(layers: Any, spec: LayerSpec, entry: LayerEntry | None, version: str) -> Any:
    """The class of a layer in the installed Keras. Raises LeftOutError where there is none that may be called."""
    if entry is None:
        raise LeftOutError(f"{spec.kind} is no layer of Keras that is known here")
    module = spec.module or "keras"
    if module.partition(".")[0] not in ("keras", "tensorflow", "tf_keras"):
        raise LeftOutError(f"its class is {module}.{spec.kind}, which is no layer of Keras")
    if spec.kind in CODE:
        raise LeftOutError(CODE[spec.kind])
    found = getattr(layers, spec.kind, None)
    if found is None:
        raise LeftOutError(f"Keras {version} has no {spec.kind}")
    return found


def arguments(
    real: Any,
    spec: LayerSpec,
    entry: LayerEntry,
    held: Callable[[LayerSpec], Any],
    known_activation: Callable[[str], bool],
) -> dict[str, Any]:
    """What the constructor is called with; `held` makes the layers that a wrapper holds.

    Raises LeftOutError for what the constructor cannot be told.
    """
    found: dict[str, Any] = {}
    for name, (default, needed) in parameters(entry.arguments).items():
        if name not in spec.config or name in UNUSED or name.endswith(DROPPED):
            continue
        value = spec.config[name]
        if not is_taken(real, name):
            if value not in (default, None):
                raise LeftOutError(f"the installed {spec.kind} has no argument {name}")
        elif name in ACTIVATIONS:
            found[name] = value if isinstance(value, str) and known_activation(value) else None
        elif is_plain(value):
            found[name] = made(value, held)
        elif needed or isinstance(value, dict):
            raise LeftOutError(f"its {name} is no plain value: {shown(value)}")
    if spec.kind == "BatchNormalization" and isinstance(found.get("axis"), list) and len(found["axis"]) == 1:
        # Keras 2 writes the one axis as a list.
        (found["axis"],) = found["axis"]
    common: dict[str, Any] = {"name": spec.name or None, **policy(spec)}
    return {**common, **found}


def policy(spec: LayerSpec) -> Mapping[str, str]:
    """The dtype policy by its name, as an argument; none where the configuration has none.

    Raises LeftOutError for one that is not known, or has more than a name.
    """
    value = spec.config.get("dtype")
    settings = value.get("config") if isinstance(value, dict) else {"name": value}
    name = settings.get("name") if isinstance(settings, dict) else None
    if name is None and isinstance(settings, dict) and "mode" in settings:
        name = f"{settings['mode']}_from_{settings.get('source_name')}"
    if value is None or (isinstance(value, dict) and name is None):
        return {}
    mode, is_quantized, source = str(name).partition("_from_")
    is_told = mode in QUANTIZED or (mode == "int4" and spec.config.get("quantization_config") is None)
    if name in POLICIES or (is_quantized and is_told and source in POLICIES):
        return {"dtype": str(name)}
    raise LeftOutError(f"its dtype policy is not one that is built here: {shown(name)}")
