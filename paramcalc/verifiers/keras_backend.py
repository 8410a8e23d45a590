"""The backend on which Keras 3 builds its layers: the configured one, or else one that is installed."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from paramcalc.errors import MissingDependencyError, unknown
from paramcalc.phrases import tr

BACKENDS = ("tensorflow", "jax", "torch")
"""The backends that CI verifies with, the preferred one first; each has the name of the module that it needs."""

KNOWN = (*BACKENDS, "numpy", "openvino")
"""All backends of Keras."""

VARIABLE = "KERAS_BACKEND"

ALTERNATIVES = tr('pip install "paramcalc[tensorflow]", or pip install keras jax, or pip install keras torch')


def choose_backend() -> None:
    """Choose the backend by setting KERAS_BACKEND, unless Keras is imported or the user has set it.

    Keras writes its configuration file itself, so a backend that only the file names need not be installed.

    Raises UsageError if KERAS_BACKEND is no backend of Keras, MissingDependencyError if it is not installed, if none
    is, or if Keras is not.
    """
    if "keras" in sys.modules:
        return
    stated = os.environ.get(VARIABLE)
    if stated and stated not in KNOWN:
        raise unknown(tr("backend of Keras in KERAS_BACKEND:"), stated, KNOWN)
    if stated and not is_installed(stated):
        message = tr("KERAS_BACKEND is {stated}, and {stated} is not installed", stated=stated)
        raise MissingDependencyError(message, tip=f"pip install {stated}")
    installed = [name for name in dict.fromkeys((configured(), *BACKENDS)) if name in KNOWN and is_installed(name)]
    if not is_installed("keras"):
        tip = "pip install keras" if installed else ALTERNATIVES
        raise MissingDependencyError(tr("verifying needs keras, which is not installed"), tip=tip)
    if not stated and not installed:
        message = tr(
            "verifying with Keras needs one of its backends {backends}; none is installed",
            backends=", ".join(BACKENDS),
        )
        raise MissingDependencyError(message, tip=ALTERNATIVES)
    os.environ[VARIABLE] = stated or installed[0]


def is_installed(module: str) -> bool:
    """Whether a module can be imported; it is not imported."""
    return find_spec(module) is not None


def configured() -> Any:
    """The backend that Keras's configuration file names; None if there is none."""
    folder = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    try:
        settings = json.loads(Path(folder, "keras.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return None
    backend = settings.get("backend") if isinstance(settings, dict) else None
    return backend if isinstance(backend, str) else None
