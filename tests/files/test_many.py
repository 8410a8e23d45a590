"""A folder of 2,000 saved models, and a run that is killed."""

from __future__ import annotations

import gc
import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from model_folder import fill, total_of
from support import clean_environment

from paramcalc.batch.answer import ModelsAnswer
from paramcalc.batch.count import count
from paramcalc.batch.processes import count_all
from paramcalc.batch.search import search
from paramcalc.questions.limits import Limits

pytest.importorskip("h5py", reason="h5py is not installed: pip install 'paramcalc[h5]'")

PATTERNS = ("*.json", "*.h5", "*.keras")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "paramcalc", "model", *arguments]


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    everything = [option for pattern in PATTERNS for option in ("--include", pattern)]
    return subprocess.Popen(
        command(".", *everything, *arguments), cwd=folder, env=clean_environment(), stdout=subprocess.PIPE, text=True
    )


def memory() -> float:
    """MiB that this process takes now; 0 on a system that does not say so."""
    gc.collect()
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20 if statm.exists() else 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("many") / "models"
    return made, fill(made, 2000)


def test_two_thousand_files(folder):
    """All are counted, in their order, by two processes, and memory does not grow with their number."""
    made, total = folder
    sources = list(search([str(made)], PATTERNS))
    assert len(sources) == 2000
    list(map(count, sources[:100]))
    before = memory()
    assert {counted.error for counted in map(count, sources[100:400])} == {""}
    assert memory() - before < 4
    answer = ModelsAnswer(count_all(sources, count, 2), Limits())
    assert [model.counted.source for model in answer] == [source.text for source in sources]
    assert {model.status for model in answer} == {"ok"}
    assert answer.sum.total == total


def test_broken_files_among_them(tmp_path):
    """One cut off, one empty, one of random bytes, one without a model: each is a line, the others are counted."""
    whole = fill(tmp_path, 12)
    data = (tmp_path / "model_00001.h5").read_bytes()
    (tmp_path / "cut.h5").write_bytes(data[: len(data) // 2])
    (tmp_path / "empty.keras").touch()
    (tmp_path / "noise.h5").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "zip.keras").write_bytes(b"PK\x03\x04 and no more")
    answer = ModelsAnswer(map(count, search([str(tmp_path)], PATTERNS)), Limits())
    broken = {Path(model.counted.source).name for model in answer if model.status == "error"}
    assert broken == {"cut.h5", "empty.keras", "noise.h5", "zip.keras"}
    assert answer.sum.total == whole


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_leaves_nothing_half_written(folder, jobs, tmp_path):
    made, _ = folder
    for name in ("counts.json", "answer.jsonl"):
        (tmp_path / name).write_text("before")
    files = ["--write-baseline", str(tmp_path / "counts.json"), "-o", str(tmp_path / "answer.jsonl")]
    run = started(made, *files, "--jobs", jobs)
    time.sleep(1)
    run.kill()
    out, _ = run.communicate()
    assert (run.returncode, out) == (-signal.SIGKILL, "")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "counts.json": "before",
        "answer.jsonl": "before",
    }


def test_lines_are_written_while_the_files_are_counted(folder):
    made, _ = folder
    run = started(made, "--format", "jsonl")
    assert run.stdout is not None
    first = json.loads(run.stdout.readline())
    assert (first["file"], first["total"]) == ("./model_00000.keras", total_of(4))
    assert run.poll() is None, "the first line comes before the last file is counted"
    run.stdout.close()
    assert run.wait(60) == 0, "a reader that stops reading is no error"
