"""Files, pipes and standard input: all can be read twice, none waits for ever."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from paramcalc.errors import UsageError
from paramcalc.readers import streams
from paramcalc.readers.streams import opened, read_bounded


def twice(path: str) -> list[bytes]:
    with opened(path) as file:
        first = file.read()
        file.seek(0)
        return [first, file.read()]


def test_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert twice(str(tmp_path / "a")) == [b"abc", b"abc"]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 100_000)))
    assert twice("-") == [b"x" * 100_000] * 2
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="it is closed"):
        twice("-")


@pytest.mark.parametrize("name", ["none", "a\0b", ".", "a/b"])
def test_what_cannot_be_read(tmp_path, name):
    with pytest.raises(UsageError, match="cannot read"):
        twice(str(tmp_path / name))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
class TestPipes:
    @pytest.fixture
    def pipe(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        return str(tmp_path / "pipe")

    def test_one_that_nothing_writes_to(self, monkeypatch, pipe):
        monkeypatch.setattr(streams, "WAIT_SECONDS", 0.2)
        started = time.monotonic()
        with pytest.raises(UsageError, match=r"nothing was written to it for 0.2 s"):
            twice(pipe)
        assert time.monotonic() - started < 2

    def test_one_that_is_written_to(self, pipe):
        writer = threading.Thread(target=lambda: os.close(self.written(pipe)))
        writer.start()
        assert twice(pipe) == [b"abc" * 50_000] * 2
        writer.join()

    @staticmethod
    def written(pipe: str) -> int:
        number = os.open(pipe, os.O_WRONLY)
        with os.fdopen(os.dup(number), "wb") as file:
            file.write(b"abc" * 50_000)
        return number

    def test_one_that_is_open_already(self):
        reading, writing = os.pipe()
        os.write(writing, b"abc")
        os.close(writing)
        assert twice(f"/dev/fd/{reading}") == [b"abc", b"abc"]
        os.close(reading)

    def test_one_that_never_ends(self, monkeypatch):
        monkeypatch.setattr(streams, "MAX_STREAM_BYTES", 10)
        reading, writing = os.pipe()
        os.write(writing, b"x" * 11)
        with pytest.raises(UsageError, match="has more than 10 bytes"):
            twice(f"/dev/fd/{reading}")
        os.close(reading)
        os.close(writing)


def test_bounded():
    assert read_bounded(io.BytesIO(b"abc"), 3, "x") == b"abc"
    with pytest.raises(UsageError, match="x has more than 2 bytes"):
        read_bounded(io.BytesIO(b"abc"), 2, "x")
