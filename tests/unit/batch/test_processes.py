"""Many models in several processes: the order stays, and a process that dies costs only the file it read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import TESTS, clean_environment

from paramcalc.batch import processes
from paramcalc.batch.count import ModelCount
from paramcalc.batch.processes import FILES_AT_ONCE, count_all
from paramcalc.batch.search import Source
from paramcalc.errors import ExitCode

SOURCES = [Source(str(number)) for number in range(3 * FILES_AT_ONCE)]


def numbered(source: Source) -> ModelCount:
    return ModelCount(source.text, total=int(source.text))


def process(source: Source) -> ModelCount:
    return ModelCount(source.text, total=os.getpid())


def deadly(source: Source) -> ModelCount:
    if source.text in ("5", "17"):
        os.kill(os.getpid(), signal.SIGKILL)
    return numbered(source)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_order_stays(jobs):
    assert list(count_all(SOURCES, numbered, jobs)) == list(map(numbered, SOURCES))


def test_nothing_to_count():
    assert list(count_all([], numbered, 2)) == []


def test_one_job_is_this_process():
    assert {counted.total for counted in count_all(SOURCES, process)} == {os.getpid()}
    assert {counted.total for counted in count_all(SOURCES[:1], process, 2)} == {os.getpid()}


def test_two_jobs_are_other_processes():
    assert os.getpid() not in {counted.total for counted in count_all(SOURCES, process, 2)}


def test_a_process_that_dies_costs_only_its_file():
    counts = list(count_all(SOURCES, deadly, 2))
    assert [counted.source for counted in counts] == [source.text for source in SOURCES]
    assert {counted.source: (counted.error, counted.exit_code) for counted in counts if counted.error} == {
        "5": ("the process that read 5 ended", ExitCode.USAGE),
        "17": ("the process that read 17 ended", ExitCode.USAGE),
    }


def test_an_answer_that_is_not_read_to_its_end():
    counts = count_all(SOURCES * 9, numbered, 2)
    assert next(counts).total == 0
    counts.close()


ENDLESS = """
import os, sys, time
sys.path[:0] = {folders!r}
from test_processes import SOURCES, slow
from paramcalc.batch.processes import count_all
for counted in count_all(SOURCES, slow, 2):
    print(counted.total, flush=True)
"""


def slow(source: Source) -> ModelCount:
    if int(source.text) >= FILES_AT_ONCE:
        time.sleep(60)
    return process(source)


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")
def test_no_process_outlives_one_that_is_killed():
    """`kill -9` of the command: the processes that count for it end, too."""
    program = ENDLESS.format(folders=[str(Path(__file__).parent), str(TESTS)])
    command = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=clean_environment())
    assert command.stdout is not None
    numbers = {int(command.stdout.readline()) for _ in range(FILES_AT_ONCE)}
    command.kill()
    command.wait()
    command.stdout.close()
    limit = time.monotonic() + 30
    while any(map(is_running, numbers)) and time.monotonic() < limit:
        time.sleep(0.02)
    assert not any(map(is_running, numbers))


def test_a_counting_process_leaves_ctrl_c_to_the_first_one(monkeypatch):
    called = []
    monkeypatch.setattr(signal, "signal", lambda *arguments: called.append(arguments))
    monkeypatch.setattr(processes, "_end_with_parent", lambda: None)
    processes._prepare()
    assert called == [(signal.SIGINT, signal.SIG_IGN)]
