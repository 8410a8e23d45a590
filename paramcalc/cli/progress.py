"""A progress bar on a terminal, which goes away at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, TypeVar

Item = TypeVar("Item")


@contextmanager
def progress(stream: TextIO | None, items: Sequence[Item], description: str) -> Iterator[Iterable[Item]]:
    """The items, counted on a bar; without a stream just the items."""
    if stream is None:
        yield items
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=stream), transient=True) as bar:
        yield bar.track(items, description=description)
