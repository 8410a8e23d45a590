"""One process reads many HDF5 files. A file that kills it, or on which it hangs, costs only itself."""

from __future__ import annotations

import io
import os
import signal
import time

import pytest
from support import SAVED_MODELS

from paramcalc.readers import hdf5, hdf5_process
from paramcalc.readers.hdf5_process import Failure, Hdf5Reader

pytestmark = pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")

H5 = SAVED_MODELS / "keras3" / "09_nested_frozen.h5"

BEFORE = hdf5_process.PROGRAM.rpartition("\n")[0]

PLANTED = """
import os, time
from paramcalc.readers import hdf5_worker
asked = []
def answer(question, start, size, file):
    asked.append(size)
    {planted}
    return {{"model_config": None}}
hdf5_worker.answer = answer
main(sys.argv[2:])
"""


@pytest.fixture
def reader():
    made = Hdf5Reader()
    yield made
    made.end()


@pytest.fixture
def planted(monkeypatch):
    """A worker that does something instead of reading the file."""

    def plant(line, **values):
        monkeypatch.setattr(hdf5_process, "PROGRAM", BEFORE + PLANTED.format(planted=line))
        for name, value in values.items():
            monkeypatch.setattr(hdf5_process, name, value)

    return plant


def asked(reader, size=None, data=None):
    with H5.open("rb") if data is None else io.BytesIO(data) as file:
        return reader.ask("model", 0, file.seek(0, 2) if size is None else size, file)


def is_answer(answer):
    return isinstance(answer, dict) and "model_config" in answer


def number(reader):
    return reader.process.process.pid


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class TestManyFiles:
    def test_one_process_reads_them(self, reader):
        assert is_answer(asked(reader))
        first = number(reader)
        assert "error" in asked(reader, 100)
        assert is_answer(asked(reader))
        assert number(reader) == first

    @pytest.mark.parametrize(("name", "size"), [("MOST_FILES", None), ("MOST_ERRORS", 100)])
    def test_it_is_replaced_in_time(self, reader, name, size, monkeypatch):
        monkeypatch.setattr(hdf5_process, name, 2)
        asked(reader, size)
        first = number(reader)
        asked(reader, size)
        assert reader.process is None
        assert is_answer(asked(reader))
        assert number(reader) != first

    def test_it_ends_with_the_reader(self, reader):
        asked(reader)
        process = number(reader)
        reader.end()
        assert not is_running(process)

    def test_one_that_ended_by_itself_is_replaced(self, reader):
        asked(reader)
        reader.process.process.kill()
        reader.process.process.wait()
        assert is_answer(asked(reader))


class TestFailures:
    def test_a_file_that_kills_it(self, reader, planted):
        planted("if size == 100: os.abort()")
        answers = [asked(reader, size) for size in (None, 100, None, 100, None)]
        assert [answer for answer in answers if not is_answer(answer)] == [Failure(code=-signal.SIGABRT)] * 2
        assert all(map(is_answer, answers[::2]))

    def test_a_file_on_which_it_loops(self, reader, planted):
        planted("while size == 100: pass", PROCESSOR_SECONDS=0.3)
        answers = [asked(reader, size) for size in (None, 100, None)]
        assert answers[1].loops
        assert is_answer(answers[0])
        assert is_answer(answers[2])

    def test_a_file_on_which_it_waits(self, reader, planted):
        planted("if size == 100: time.sleep(99)", WALL_SECONDS=0.8)
        started = time.monotonic()
        assert asked(reader, 100) == Failure(is_slow=True)
        assert time.monotonic() - started < 30

    def test_damage_by_an_earlier_file_costs_no_other(self, reader, planted):
        planted("if len(asked) > 1: os.abort()")
        assert all(is_answer(asked(reader)) for _ in range(3))

    def test_memory_that_an_earlier_file_took(self, reader, planted):
        planted('if len(asked) > 1: return {"error": "memory", "too_large": True}')
        assert all(is_answer(asked(reader)) for _ in range(3))

    def test_a_file_that_is_too_large_is_asked_about_twice(self, reader, planted):
        planted('if size == 100: return {"error": "memory", "too_large": True}')
        asked(reader)
        assert asked(reader, 100) == {"error": "memory", "too_large": True}

    def test_an_interrupted_question_leaves_no_answer_behind(self, reader, monkeypatch):
        asked(reader)

        def interrupted(request, file):
            raise KeyboardInterrupt

        monkeypatch.setattr(reader.process, "ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            asked(reader)
        assert reader.process is None
        assert is_answer(asked(reader))

    def test_a_process_that_does_not_start(self, reader, monkeypatch):
        monkeypatch.setattr(hdf5_process, "PROGRAM", "raise SystemExit(3)")
        assert asked(reader) == Failure(code=3)


class TestFork:
    def test_two_processes_do_not_ask_through_one_connection(self, reader, monkeypatch):
        asked(reader)
        ours = number(reader)
        before = reader.process
        reader.after_fork()
        assert reader.process is None
        assert is_running(ours)
        os.kill(ours, signal.SIGKILL)
        os.waitpid(ours, 0)
        assert before.connection.fileno() == -1
        assert is_answer(asked(reader))


class TestWithoutSendingFiles:
    """Where an open file cannot be handed over, each file has a process of its own."""

    @pytest.fixture(autouse=True)
    def cannot(self, monkeypatch):
        monkeypatch.setattr(hdf5_process, "CAN_SEND_FILES", False)

    def test_an_answer(self, reader):
        assert is_answer(asked(reader))
        assert reader.process is None

    def test_failures(self, reader, planted):
        planted("if size == 100: os.abort()")
        assert asked(reader, 100) == Failure(code=-signal.SIGABRT)
        planted("if size == 100: time.sleep(99)", WALL_SECONDS=0.5)
        assert asked(reader, 100) == Failure(is_slow=True)


def test_the_path_of_the_process_has_no_current_folder():
    (_, _, _, paths, *_) = hdf5_process._command("3")
    assert "" not in paths.split("\x1f")
