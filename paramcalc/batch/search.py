"""The files in folders. Symbolic links are not followed, and folders whose names begin with a dot are left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from paramcalc.errors import system_reason
from paramcalc.phrases import joined, tr
from paramcalc.readers.confinement import RefusedError, located
from paramcalc.readers.foreign import is_model_folder
from paramcalc.readers.registry import FORMATS, argument_format

DEFAULT_PATTERNS = tuple(
    f"*{suffix}" for entry in FORMATS.values() if entry.is_searched_for for suffix in entry.suffixes
)
"""The files of a folder that are models in all likelihood. Most JSON files and Python sources are not."""


class Source(NamedTuple):
    """A model to count: a path or a line of layers, or what cannot be one."""

    text: str
    error: str = ""
    """Why there is no model: a folder that cannot be read, or that has no such files; empty for a model."""


def search(arguments: Iterable[str], patterns: Sequence[str] = ()) -> Iterator[Source]:
    """The models that these arguments name, each once: lines of layers, files, and those in folders, sorted by name.

    A pattern such as `*.keras` is compared with the name of a file, in any case, one with a slash such as
    `export/*.h5` with its path in the folder. The default is DEFAULT_PATTERNS.
    """
    seen: set[str] = set()
    for argument in arguments:
        for source in _sources(argument, patterns or DEFAULT_PATTERNS):
            key = source.text if argument_format(source.text) else str(Path(source.text).absolute())
            if key not in seen:
                seen.add(key)
                yield source


def is_folder(argument: str) -> bool:
    """Whether an argument is a folder to search, rather than one that is a model of another program."""
    try:
        return bool(argument) and located(argument).is_dir() and not is_model_folder(str(located(argument)))
    except RefusedError:
        raise
    except (OSError, ValueError):
        return False


def _sources(argument: str, patterns: Sequence[str]) -> Iterator[Source]:
    if not is_folder(argument):
        yield Source(argument)
        return
    is_empty = True
    for source in _walk(argument, [pattern.lower() for pattern in patterns]):
        is_empty = False
        yield source
    if is_empty:
        yield Source(
            argument,
            tr(
                "{argument} is a directory without files such as {patterns}",
                argument=argument,
                patterns=joined(tr(" or "), patterns),
            ),
        )


def _walk(folder: str, patterns: Sequence[str]) -> Iterator[Source]:
    """The files of a folder and of those in it that fit a pattern."""
    waiting: list[tuple[str, os.DirEntry[str] | str]] = [("", folder)]
    while waiting:
        inside, entry = waiting.pop()
        if isinstance(entry, str) or entry.is_dir(follow_symlinks=False):
            try:
                with os.scandir(entry) as entries:
                    members = sorted(entries, key=lambda member: member.name, reverse=True)
            except OSError as error:
                path = os.fspath(entry)
                yield Source(path, tr("cannot read {path}: {reason}", path=path, reason=system_reason(error)))
                continue
            start = f"{inside}/" if inside else ""
            waiting += [(f"{start}{member.name}", member) for member in members if not _is_hidden(member)]
        elif entry.is_file(follow_symlinks=False) and _fits(inside, entry.name, patterns):
            yield Source(entry.path)


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _fits(path: str, name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase((path if "/" in pattern else name).lower(), pattern) for pattern in patterns)
