"""Many models counted one after another, or in several processes. A process that dies costs only the file it read."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeAlias

from paramcalc.batch.count import ModelCount
from paramcalc.batch.search import Source
from paramcalc.errors import ExitCode
from paramcalc.phrases import tr

FILES_AT_ONCE = 8
"""Files that are sent to a process together: fewer cost more time, more leave a process idle at the end."""

AHEAD = 4
"""Groups of files that wait for each process."""

MOST_JOBS = 256

Count: TypeAlias = "Callable[[Source], ModelCount]"


def count_all(sources: Sequence[Source], count: Count, jobs: int = 1) -> Iterator[ModelCount]:
    """The counts of all models in their order, by `count`, which other processes must be able to import."""
    if jobs == 1 or len(sources) < 2:
        return map(count, sources)
    return _in_processes(sources, count, min(jobs, len(sources)))


def _in_processes(sources: Sequence[Source], count: Count, jobs: int) -> Iterator[ModelCount]:
    parts = (sources[start : start + FILES_AT_ONCE] for start in range(0, len(sources), FILES_AT_ONCE))
    pool = _pool(jobs)
    try:
        waiting = deque((part, _submit(pool, part, count)) for part in islice(parts, AHEAD * jobs))
        while waiting:
            part, future = waiting.popleft()
            try:
                counts = future.result()
            except BrokenProcessPool:
                # One of the files that were read just now ended its process, and with it all others.
                counts = [_alone(source, count) for source in part]
                pool.shutdown()
                pool = _pool(jobs)
                waiting = deque((part, _submit(pool, part, count)) for part, _ in waiting)
            waiting.extend((part, _submit(pool, part, count)) for part in islice(parts, 1))
            yield from counts
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_prepare)


def _submit(pool: ProcessPoolExecutor, part: Sequence[Source], count: Count) -> Future[list[ModelCount]]:
    return pool.submit(_count_part, part, count)


def _count_part(part: Sequence[Source], count: Count) -> list[ModelCount]:
    return [count(source) for source in part]


def _alone(source: Source, count: Count) -> ModelCount:
    """The counts of a model, from a process for it alone."""
    try:
        with _pool(1) as pool:
            return _submit(pool, [source], count).result()[0]
    except BrokenProcessPool:
        return ModelCount(
            source.text, error=tr("the process that read {text} ended", text=source.text), exit_code=ExitCode.USAGE
        )


def _prepare() -> None:
    """End a counting process with the one that started it, also if that was killed, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
