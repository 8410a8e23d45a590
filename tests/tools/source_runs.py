"""Runs programs with the real frameworks, and counts the parameters of the model that each makes."""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import os
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import Any

from source_contract import Counts

LONGEST = 5
"""Seconds that one run may take."""


@contextlib.contextmanager
def modules(sources: Mapping[str, str]) -> Iterator[None]:
    """Modules of these names and sources, which can be imported inside."""
    made = {name: types.ModuleType(name) for name in sources}
    kept = {name: sys.modules.get(name) for name in sources}
    sys.modules.update(made)
    try:
        for name, source in sources.items():
            exec(compile(source, f"{name}.py", "exec"), made[name].__dict__)
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Ends a run that takes too long with TimeoutError."""

    def late(*_: object) -> None:
        raise TimeoutError("the program takes too long")

    kept = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, kept)


def namespace(text: str, sources: Mapping[str, str]) -> dict[str, Any]:
    """The global names of a program at its end; `sys.exit()` is an end, too."""
    names: dict[str, Any] = {"__name__": "__main__"}
    main = types.ModuleType("__main__")
    main.__dict__.update(names)
    names = main.__dict__
    kept, sys.modules["__main__"] = sys.modules["__main__"], main
    argv, sys.argv = sys.argv, ["program.py"]
    quiet = io.StringIO()
    try:
        with modules(sources), limited(), warnings.catch_warnings(), contextlib.redirect_stdout(quiet):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stderr(quiet), contextlib.suppress(SystemExit):
                exec(compile(text, "program.py", "exec"), names)
    finally:
        sys.modules["__main__"], sys.argv = kept, argv
    return names


def run_keras(text: str, sources: Mapping[str, str], name: str = "model") -> Counts:
    """What Keras counts; raises what the program raises."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    from keras.src.backend.common import global_state

    _freeze_collection()
    keras.backend.clear_session(free_memory=False)
    try:
        with keras.StatelessScope(initialize_variables=False):
            model = namespace(text, sources)[name]
            return Counts(_elements(model.weights), _elements(model.trainable_weights))
    finally:
        # The variables that a scope did not make wait in this list for the next one.
        global_state.set_global_attribute("uninitialized_variables", [])
        keras.config.set_image_data_format("channels_last")


@functools.cache
def _freeze_collection() -> None:
    """Leaves what the imports made out of every later garbage collection, which would take most of the time."""
    gc.freeze()


def _elements(weights: list[Any]) -> int:
    return sum(prod(weight.shape) for weight in {id(weight): weight for weight in weights}.values())


def run_pytorch(text: str, sources: Mapping[str, str], name: str = "model") -> Counts:
    """What PyTorch counts; raises what the program raises."""
    import torch

    with torch.device("meta"):
        model = namespace(text, sources)[name]
    parameters = list(model.parameters())
    return Counts(
        sum(each.numel() for each in parameters), sum(each.numel() for each in parameters if each.requires_grad)
    )


RUN: dict[str, Callable[..., Counts]] = {"keras": run_keras, "pytorch": run_pytorch}


def runs(framework: str, text: str, draws: list[dict[str, str]]) -> tuple[list[Counts], list[BaseException]]:
    """The counts of the runs that reach their end, and what the others raised."""
    ended: list[Counts] = []
    raised: list[BaseException] = []
    for sources in draws:
        try:
            ended.append(RUN[framework](text, sources))
        except Exception as error:
            raised.append(error)
    return ended, raised
