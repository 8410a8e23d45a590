"""A progress bar on stderr, if that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

SECONDS = 0.1
"""Seconds between two pictures of the bar: drawing one takes as long as counting a small model."""


def shown(items: Iterable[T], total: int, *, beside_output: bool = False) -> Iterator[T]:
    """The items, with a bar while they are made. It is gone when the last one is there.

    `beside_output` says that the items are printed meanwhile: on a terminal they would be mixed up with the bar.
    """
    if sys.stderr is None or not sys.stderr.isatty() or (beside_output and sys.stdout.isatty()):
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without a thread that draws the bar: other processes may be started meanwhile.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        last = 0.0
        for item in items:
            now = time.monotonic()
            progress.update(task, advance=1, refresh=now - last > SECONDS)
            last = now if now - last > SECONDS else last
            yield item
