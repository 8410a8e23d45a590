"""The compiled catalogue of translations, which git does not keep: made here for a package run from its folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def compile_catalogues() -> None:
    """Compile each catalogue that is missing or older than its source. Without Babel, nothing is done."""
    # Imported late: the package reads the environment, which conftest.py clears first.
    from paramcalc.phrases import CATALOGUES

    for compiled in CATALOGUES.values():
        source = compiled.with_suffix(".po")
        if source.exists() and not (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
            with suppress(ImportError, PermissionError):
                _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # Processes of pytest-xdist do this at the same time.
    new = compiled.with_suffix(f".{os.getpid()}")
    with source.open("rb") as texts, new.open("wb") as file:
        write_mo(file, read_po(texts))
    new.replace(compiled)
