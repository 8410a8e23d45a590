"""TensorFlow's start-up chatter, which comes from C++ past every log level, kept from the user's stderr."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


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
