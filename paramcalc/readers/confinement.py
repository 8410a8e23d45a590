"""Confinement: while commands of a page run, the files that they name must lie in one folder.

A page can come from a stranger. Its commands must not read another file of the machine, not even through a link, not
wait for standard input, write nothing, and start no program but paramcalc's own.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PureWindowsPath

from paramcalc.errors import UsageError, word
from paramcalc.phrases import tr


class RefusedError(UsageError):
    """Something that a command of a page must not do."""


class Confinement:
    """A folder that files must lie in, and what was refused because of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.refused: list[RefusedError] = []

    def refuse(self, message: str, tip: str | None = None) -> RefusedError:
        """The error for what is refused, which is also remembered: a command may turn it into something else."""
        self.refused.append(RefusedError(message, tip=tip))
        return self.refused[-1]

    def path(self, path: str) -> Path:
        """Where a path leads. Raises RefusedError for one that may lead out of the folder."""
        if path == "-":
            raise self.refuse(tr("a command on a page cannot read standard input"), tr("name a file of the project"))
        if "\0" in path:
            raise self.refuse(tr("a path has no null character"))
        tip = tr("name a file of the page's project, relative to the project's folder")
        parts = re.split(r"[/\\]", path)
        if path.startswith(("/", "\\", "~")) or PureWindowsPath(path).drive:
            raise self.refuse(tr("a command on a page cannot name an absolute path: {path}", path=word(path)), tip)
        if ".." in parts:
            raise self.refuse(tr("a command on a page cannot name a path with ..: {path}", path=word(path)), tip)
        try:
            real = (self.folder / path).resolve()
            inside = real.relative_to(self.folder).parts
        except (ValueError, OSError, RuntimeError) as error:
            raise self.refuse(tr("{path} leads out of the page's project", path=word(path)), tip) from error
        if any(part.startswith(".") for part in (*inside, *filter(lambda part: part != ".", parts))):
            # A checkout has credentials in .git/config, and a project its secrets in .env.
            raise self.refuse(
                tr("a command on a page cannot name a hidden file or folder: {path}", path=word(path)), tip
            )
        return real


_CONFINEMENT: ContextVar[Confinement | None] = ContextVar("confinement", default=None)


@contextmanager
def confined_to(folder: Path) -> Iterator[Confinement]:
    """While this lasts, paths are relative to a folder, and must lie in it; nothing is written."""
    confinement = Confinement(folder)
    token = _CONFINEMENT.set(confinement)
    try:
        yield confinement
    finally:
        _CONFINEMENT.reset(token)


def located(path: str) -> Path:
    """Where a path leads. Raises RefusedError for one that a command on a page must not name."""
    confinement = _CONFINEMENT.get()
    return Path(path) if confinement is None else confinement.path(path)


def check_regular(path: str, mode: int) -> None:
    """Raise RefusedError where a command on a page names something else than a file, such as a pipe."""
    confinement = _CONFINEMENT.get()
    if confinement is not None and not stat.S_ISREG(mode):
        raise confinement.refuse(tr("a command on a page can only read files: {path}", path=word(path)))


def forbid(action: str) -> None:
    """Raise RefusedError where a command of a page is about to do this."""
    confinement = _CONFINEMENT.get()
    if confinement is not None:
        raise confinement.refuse(tr("a command on a page cannot {action}", action=action))
