"""What the verifier of a framework gives: real layers and real models, built and read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paramcalc.errors import MissingDependencyError
from paramcalc.verifiers.quiet import quiet_stderr

if TYPE_CHECKING:
    from paramcalc.equations.forward import Array
    from paramcalc.models.breakdown import Model
    from paramcalc.models.result import Weight
    from paramcalc.models.spec import LayerSpec
    from paramcalc.verifiers.model_verdict import ModelTensor, OutputShapes
    from paramcalc.verifiers.verdict import BuiltTensor, Case


class RealLayer(NamedTuple):
    """A real layer, or a stack of them, built."""

    method: str
    """Where it was built: `memory`, or the scope that takes no memory."""
    total: int
    """The number of parameters, by the framework's own count if it has one."""
    tensors: Sequence[BuiltTensor]
    """As they were built, in the framework's order."""
    run: Callable[[Sequence[Array], Array], list[Array]]
    """The outputs for these weights, one array a tensor, and an input (batch, steps, features)."""


class Verifier(NamedTuple):
    """How the recurrent layers of a framework are built."""

    libraries: tuple[str, ...]
    """The modules that are needed, the framework first."""
    extra: str
    """The extra of paramcalc that installs them."""
    dtypes: tuple[str, ...]
    """The dtypes in which the framework builds a recurrent layer."""
    built: Callable[[Case, bool], AbstractContextManager[RealLayer]]
    """The real layer of a case; with False it cannot be run, and takes no memory if that is possible."""
    largest_bytes: int | None = None
    """The most bytes that the framework's tensors can address; None if there is no limit."""
    environment: Mapping[str, str] = {}
    """Set before the import, unless the user has set it."""
    backend_versions: Callable[[], Mapping[str, str]] = dict
    """The versions of further libraries, which the user chooses."""

    def load(self) -> None:
        """Import the libraries, and keep what they write to stderr from the user.

        Raises MissingDependencyError, with the command that installs what is missing.
        """
        missing = [library for library in self.libraries if library not in sys.modules]
        if missing:
            os.environ.update({**self.environment, **os.environ})
        for library in missing:
            install = f'pip install "paramcalc[{self.extra}]"'
            try:
                with quiet_stderr():
                    import_module(library)
            except ModuleNotFoundError as error:
                tip = install if error.name in (*self.libraries, self.extra) else f"pip install {error.name}"
                message = f"verifying needs {error.name}, which is not installed"
                raise MissingDependencyError(message, tip=tip) from error
            except Exception as error:
                message = f"{library} is installed but cannot be imported: {error!r}"
                raise MissingDependencyError(message, tip=install) from error

    def versions(self) -> dict[str, str]:
        """The versions of Python and of the libraries."""
        libraries = {library: sys.modules[library].__version__ for library in self.libraries}
        return {"python": ".".join(map(str, sys.version_info[:3])), **libraries, **self.backend_versions()}


class BuiltLayer(NamedTuple):
    """What was read from a real layer of a model, or why it was not built."""

    total: int = 0
    tensors: tuple[ModelTensor, ...] = ()
    outputs: OutputShapes | None = None
    """The output shapes of its first call; None if they are not compared."""
    may_differ: str = ""
    """Why its tensors may differ although the counts agree; empty if they must be the same."""
    left_out: str = ""
    """Why it was not built; empty if it was."""
    refused: str = ""
    """The framework's error if it has the layer but does not build it."""

    @property
    def is_built(self) -> bool:
        """Whether it was built."""
        return not self.left_out and not self.refused


class RealModel(NamedTuple):
    """A real model, built as far as possible."""

    method: str
    total: int
    """The number of parameters by the framework's own count, shared ones once."""
    trainable: int
    layers: Mapping[LayerSpec, BuiltLayer]
    """Its layers, those of nested models, and the models that could not be built."""
    name_of: Callable[[LayerSpec, Weight], str]
    """The name that a real layer has for a derived tensor."""


ModelVerifier: TypeAlias = "Callable[[Model], RealModel]"
"""Builds the models of a framework."""
