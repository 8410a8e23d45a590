"""Files are written whole, or not at all."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from paramcalc import UsageError
from paramcalc.cli.files import check_writable, write_whole


def test_text_and_bytes(tmp_path):
    write_whole(str(tmp_path / "a.txt"), ["28×75\n", b"\xff\x00", "x\n"])
    assert (tmp_path / "a.txt").read_bytes() == "28×75\n".encode() + b"\xff\x00x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_character_that_utf8_lacks_is_escaped(tmp_path):
    write_whole(str(tmp_path / "a.txt"), ["\ud800"])
    assert (tmp_path / "a.txt").read_text() == r"\ud800"


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, OSError])
def test_a_failure_on_the_way_leaves_the_file_as_it_was(tmp_path, error):
    file = tmp_path / "a.txt"
    file.write_text("before")

    def pieces():
        yield "half"
        raise error

    with pytest.raises(error):
        write_whole(str(file), pieces())
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_there_before_the_end(tmp_path):
    file = tmp_path / "a.txt"

    def pieces():
        yield "half"
        assert not file.exists()
        yield "whole"

    write_whole(str(file), pieces())
    assert file.read_text() == "halfwhole"


def test_permissions_and_links_stay(tmp_path):
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(str(link), ["after"])
    assert link.is_symlink()
    assert file.read_text() == "after"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_whole(str(tmp_path / "new.txt"), ["x"])
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_a_pipe_takes_the_bytes_as_they_come(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(str(pipe), ["28×75"])
    reader.join(5)
    assert read == ["28×75".encode()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "says"),
    [(".", "it is a directory"), ("no/such/a.txt", "there is no directory"), ("a\0b", "cannot write")],
)
def test_paths_that_cannot_be_files(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=says):
        check_writable(name)
    with pytest.raises(UsageError, match="cannot write"):
        write_whole(name, ["x"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_permission(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text("before")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="permission denied"):
        check_writable(str(file))
