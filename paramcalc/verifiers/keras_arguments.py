"""The class and the arguments of a real Keras layer, from a configuration that may come from anywhere.

A configuration is never given to Keras, whose reader imports the modules that it names. Only a class of `keras.layers`
that the registry has is used, and only plain values reach its constructor: no code, no file, no object to be made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paramcalc.classes.base import LayerEntry
from paramcalc.errors import shown
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers import model_arguments
from paramcalc.verifiers.model_arguments import LeftOutError, constructor_arguments

DROPPED = ("_initializer", "_regularizer", "_constraint")
"""The endings of arguments that hold objects, and on which neither count nor shape depends."""

UNUSED = ("weights", "seed", "vocabulary", "idf_weights", "encoding", "quantization_config", "name", "dtype")
"""Further arguments on which neither depends. A vocabulary can be the name of a file, an encoding that of a module; the
quantization is part of the policy, which is handed on separately, as the name is.
"""

ACTIVATIONS = ("activation", "recurrent_activation")

DTYPES = ("float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool", "string")

POLICIES = (*DTYPES, "mixed_float16", "mixed_bfloat16")

QUANTIZED = ("int8", "float8")
"""The quantizations that a policy's name describes in full; the others can have further settings."""

NOT_BUILT = {
    "Lambda": "its function is a program, which is not run",
    "MelSpectrogram": "it computes its filters when it is built",
}
"""The known classes that are not built, and why."""


def class_of(keras: Any, spec: LayerSpec, entry: LayerEntry | None) -> Any:
    """The class of a layer in the installed Keras. Raises LeftOutError if it has none that may be called."""
    module = spec.module or "keras"
    if entry is not None and module.partition(".")[0] not in ("keras", "tensorflow", "tf_keras"):
        raise LeftOutError(f"its class is {module}.{spec.kind}, not a layer of Keras")
    if spec.kind in NOT_BUILT:
        raise LeftOutError(NOT_BUILT[spec.kind])
    return model_arguments.class_of(keras.layers, spec.kind, entry, "Keras", keras.__version__)


def arguments(keras: Any, real: Any, spec: LayerSpec, entry: LayerEntry, build: Callable[[LayerSpec], Any]) -> Any:
    """The arguments of the constructor; `build` builds the layers that a wrapper holds.

    Raises LeftOutError for a value that cannot be given to the constructor.
    """
    config = {name: value for name, value in spec.config.items() if name not in UNUSED and not name.endswith(DROPPED)}
    for name in ACTIVATIONS:
        if name in config and not _is_activation(keras, config[name]):
            config[name] = None
    axis = config.get("axis")
    if spec.kind == "BatchNormalization" and isinstance(axis, list) and len(axis) == 1:
        # Keras 2 writes the one axis as a list.
        (config["axis"],) = axis
    return {"name": spec.name or None, **policy(spec), **constructor_arguments(real, entry, config, build)}


def _is_activation(keras: Any, name: Any) -> bool:
    try:
        return isinstance(name, str) and keras.activations.get(name) is not None
    except ValueError:
        return False


def policy(spec: LayerSpec) -> dict[str, str]:
    """The dtype policy by its name, as an argument; none if the configuration has no policy.

    Raises LeftOutError for a policy that is not known, or that has settings beside its name.
    """
    dtype = spec.config.get("dtype")
    settings = dtype.get("config") if isinstance(dtype, dict) else {"name": dtype}
    settings = settings if isinstance(settings, dict) else {}
    name = settings.get("name")
    if name is None and "mode" in settings:
        name = f"{settings['mode']}_from_{settings.get('source_name')}"
    if name is None:
        return {}
    mode, is_quantized, source = str(name).partition("_from_")
    is_described = mode in QUANTIZED or (mode == "int4" and spec.config.get("quantization_config") is None)
    if name in POLICIES or (is_quantized and is_described and source in POLICIES):
        return {"dtype": str(name)}
    raise LeftOutError(f"its dtype policy is not built here: {shown(name)}")
