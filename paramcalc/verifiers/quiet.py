"""Keeps what a framework writes to stderr while it starts, from C++ and at any log level, from the user."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def quiet_stderr() -> Iterator[TextIO]:
    """Within it, anything that this process writes to stderr is kept back; gives a stream to the real stderr.

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
