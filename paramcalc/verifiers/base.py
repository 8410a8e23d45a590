"""What every framework's verifier gives, real layers and real models, and how their classes are called.

A constructor gets plain values only: no code, no file, no object to be made.
"""

from __future__ import annotations

import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any, NamedTuple, TextIO, TypeAlias

from paramcalc.classes.base import LayerEntry, parameters
from paramcalc.errors import MissingDependencyError, shown
from paramcalc.models.breakdown import Model
from paramcalc.models.result import Weight
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import tr
from paramcalc.verifiers.verdict import Array, BuiltTensor, Case, ModelTensor, OutputShapes


@contextmanager
def quiet_stderr() -> Iterator[TextIO]:
    """Within it, anything that this process writes to stderr is kept back, also from C++; gives the real stderr.

    If an error leaves the block, what was kept back is written after all.
    """
    sys.stderr.flush()
    real = os.dup(2)
    failed = False
    with tempfile.TemporaryFile() as aside, os.fdopen(os.dup(real), "w", encoding="utf-8") as stream:
        os.dup2(aside.fileno(), 2)
        try:
            yield stream
        except Exception:
            failed = True
            raise
        finally:
            sys.stderr.flush()
            os.dup2(real, 2)
            os.close(real)
            if failed:
                aside.seek(0)
                os.write(2, aside.read())


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
    prepare: Callable[[], None] = lambda: None
    """Called before the import. It may raise UsageError or MissingDependencyError."""
    backend_versions: Callable[[], Mapping[str, str]] = dict
    """The versions of further libraries, which the user chooses."""

    def load(self) -> None:
        """Import the libraries, and keep what they write to stderr from the user.

        Raises MissingDependencyError, with the command that installs what is missing.
        """
        missing = [library for library in self.libraries if library not in sys.modules]
        if missing:
            os.environ.update({**self.environment, **os.environ})
            self.prepare()
        for library in missing:
            install = f'pip install "paramcalc[{self.extra}]"'
            try:
                with quiet_stderr():
                    import_module(library)
            except ModuleNotFoundError as error:
                tip = install if error.name in (*self.libraries, self.extra) else f"pip install {error.name}"
                message = tr("verifying needs {name}, which is not installed", name=error.name)
                raise MissingDependencyError(message, tip=tip) from error
            except Exception as error:
                message = tr("{library} is installed but cannot be imported: {error!r}", library=library, error=error)
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


ModelVerifier: TypeAlias = Callable[[Model], RealModel]
"""Builds the models of a framework."""


class LeftOutError(Exception):
    """A layer is not built; the message says why."""


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value is a number, a text, a truth value, None, a layer, or a list of those.

    >>> is_plain([1, ("same", None)]), is_plain({"class_name": "Orthogonal"}), is_plain(print)
    (True, False, False)
    """
    if isinstance(value, (list, tuple)):
        return depth < 4 and all(is_plain(item, depth + 1) for item in value)
    return value is None or isinstance(value, (bool, int, float, str, LayerSpec))


def with_real_layers(value: Any, build: Callable[[LayerSpec], Any]) -> Any:
    """A plain value with each layer in it replaced by the real one.

    >>> with_real_layers([1, LayerSpec("GRU", "gru", {})], lambda spec: spec.kind)
    [1, 'GRU']
    """
    if isinstance(value, (list, tuple)):
        return type(value)(with_real_layers(item, build) for item in value)
    return build(value) if isinstance(value, LayerSpec) else value


def is_accepted(real: Any, name: str) -> bool:
    """Whether a class's constructor has an argument."""
    accepted = inspect.signature(real.__init__).parameters
    return name in accepted or any(argument.kind is argument.VAR_KEYWORD for argument in accepted.values())


def layer_class(namespace: Any, kind: str, entry: LayerEntry | None, title: str, version: str) -> Any:
    """A layer class of the installed framework. Raises LeftOutError for a class that paramcalc or it does not have."""
    if entry is None:
        raise LeftOutError(tr("{kind} is not a known layer of {title}", kind=kind, title=title))
    if entry.is_defined:
        raise LeftOutError(tr("{kind} is a class of your own: there is no real one to compare it with", kind=kind))
    if not hasattr(namespace, kind):
        raise LeftOutError(tr("{title} {version} has no {kind}", title=title, version=version, kind=kind))
    return getattr(namespace, kind)


def constructor_arguments(
    real: Any, entry: LayerEntry, config: Mapping[str, Any], build: Callable[[LayerSpec], Any]
) -> dict[str, Any]:
    """The arguments of the entry that a configuration has; `build` builds the layers in it.

    Raises LeftOutError for a value that the constructor does not accept, or that is not plain.
    """
    arguments = {}
    for name, (default, is_required) in parameters(entry.arguments).items():
        if name not in config:
            continue
        value = config[name]
        if not is_accepted(real, name):
            if value not in (default, None):
                raise LeftOutError(
                    tr("the installed {name} has no argument {argument}", name=real.__name__, argument=name)
                )
        elif is_plain(value):
            arguments[name] = with_real_layers(value, build)
        elif is_required or isinstance(value, dict):
            raise LeftOutError(tr("its {name} is not a plain value: {value}", name=name, value=shown(value)))
    return arguments


def first_line(error: Exception) -> str:
    """The first line of a framework's error, shortened."""
    text = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {shown(text, 160)[1:-1]}"
