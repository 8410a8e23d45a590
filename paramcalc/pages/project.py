"""The project that a page belongs to, and the pages of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from paramcalc.errors import UsageError, word
from paramcalc.pages.formats import FORMAT_OF_SUFFIX, format_of
from paramcalc.phrases import tr

SIGNS = (".git", ".hg", "pyproject.toml", "mkdocs.yml", "zensical.toml", "package.json")
"""The files and folders that a project has in its uppermost folder."""

LEFT_OUT = ("node_modules", "__pycache__", "site-packages")
"""The folders that are not searched. Nor are hidden ones, and environments of Python."""


def root_of(page: Path) -> Path:
    """The uppermost folder of the project that a page belongs to; without a project the folder of the page."""
    # The folders of its name: behind a link there may be another project.
    folders = list(Path(os.path.abspath(page)).parents)  # noqa: PTH100
    for folder in folders:
        if any((folder / sign).exists() for sign in SIGNS):
            return folder
    return folders[0]


def pages_in(paths: Iterable[str]) -> list[str]:
    """The pages that paths name, those of folders included, each once.

    Raises UsageError for a path that does not exist, and for a file that is no page.
    """
    pages: dict[str, str] = {}
    for path in paths:
        if not Path(path).exists():
            raise UsageError(tr("cannot read {path}: no such file or directory", path=word(path)))
        for page in _searched(path) if Path(path).is_dir() else [path]:
            format_of(page)
            pages.setdefault(os.path.realpath(page), page)
    return list(pages.values())


def _searched(top: str) -> Iterator[str]:
    """The pages in a folder and in those below it, in the order of their names. Links are not followed."""
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not _is_left_out(Path(folder, name)))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix.lower() in FORMAT_OF_SUFFIX and not name.startswith(".") and not path.is_symlink():
                yield str(path)


def _is_left_out(folder: Path) -> bool:
    hidden = folder.name.startswith((".", "_build"))
    return hidden or folder.name in LEFT_OUT or (folder / "pyvenv.cfg").exists()
