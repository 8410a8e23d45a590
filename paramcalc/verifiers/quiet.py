"""TensorFlow's start-up chatter, which comes from C++ past every log level, kept from the user's stderr."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TextIO

from paramcalc.errors import MissingDependencyError


@contextmanager
def quiet_stderr() -> Iterator[TextIO]:
    """While it lasts, what anything in this process writes to stderr is put aside; gives a stream to the real one.

    If an error passes through, what was put aside is written out after all, before it goes on.
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


def imported(module: str, extra: str) -> Any:
    """A framework's module, imported without its chatter.

    Raises MissingDependencyError, with the command that installs it, where it cannot be.
    """
    if module in sys.modules:
        return sys.modules[module]
    tip = f'pip install "paramcalc[{extra}]"'
    try:
        with quiet_stderr():
            return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(f"verifying needs {error.name}, which is not installed", tip=tip) from error
    except Exception as error:
        raise MissingDependencyError(f"{module} is installed but cannot be imported: {error!r}", tip=tip) from error
