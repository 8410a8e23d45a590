"""Confinement: a command of a page reads files of one folder, and does nothing else."""

from __future__ import annotations

import os

import pytest

from paramcalc import UsageError
from paramcalc.readers.confinement import RefusedError, confined_to, forbid, located
from paramcalc.readers.streams import opened


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.py").write_text("inside", encoding="utf-8")
    (folder / ".env").write_text("secret", encoding="utf-8")
    (tmp_path / "outside.py").write_text("outside", encoding="utf-8")
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "good.py").symlink_to(folder / "in" / "a.py")
    (folder / "hidden.py").symlink_to(folder / ".env")
    (folder / "loop.py").symlink_to(folder / "loop.py")
    os.mkfifo(folder / "pipe.py")
    return folder


def read(path: str) -> bytes:
    with opened(path) as file:
        return file.read()


@pytest.mark.parametrize("path", ["in/a.py", "./in/a.py", "in//a.py", "good.py"])
def test_a_file_of_the_project(project, path):
    with confined_to(project) as confinement:
        assert read(path) == b"inside"
    assert confinement.refused == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("-", "standard input"),
        ("/etc/passwd", "absolute path"),
        ("//etc/passwd", "absolute path"),
        ("/dev/stdin", "absolute path"),
        ("~/x.py", "absolute path"),
        ("~root/x.py", "absolute path"),
        ("\\\\host\\share\\x.py", "absolute path"),
        ("C:\\x.py", "absolute path"),
        ("c:x.py", "absolute path"),
        ("../outside.py", r"path with \.\."),
        ("in/../in/a.py", r"path with \.\."),
        ("in\\..\\..\\outside.py", r"path with \.\."),
        ("..", r"path with \.\."),
        ("link.py", "leads out of the page's project"),
        ("folder/outside.py", "leads out of the page's project"),
        (".env", "hidden file"),
        ("hidden.py", "hidden file"),
        (".git/config", "hidden file"),
        ("in/.netrc", "hidden file"),
        ("pipe.py", "can only read files"),
        ("in", "can only read files"),
    ],
)
def test_what_is_refused(project, path, says):
    with confined_to(project) as confinement:
        with pytest.raises(RefusedError, match=says) as caught:
            read(path)
        assert confinement.refused == [caught.value]


@pytest.mark.parametrize("path", ["loop.py", "none.py", "in/a.py/b", "a\0b"])
def test_what_is_not_there(project, path):
    with confined_to(project), pytest.raises(UsageError):
        read(path)


def test_a_null_character(project):
    with confined_to(project), pytest.raises(RefusedError, match="null character"):
        located("a\0b")


def test_afterwards_everything_is_as_before(project):
    with confined_to(project), pytest.raises(RefusedError):
        forbid("write a file")
    forbid("write a file")
    assert located("/etc").is_absolute()
    assert read(str(project / "in" / "a.py")) == b"inside"


def test_paths_are_relative_to_the_folder_not_to_the_current_one(project, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with confined_to(project):
        assert located("in/a.py") == (project / "in" / "a.py").resolve()


def test_one_within_another(project, tmp_path):
    with confined_to(project):
        with confined_to(project / "in"):
            assert read("a.py") == b"inside"
        assert read("in/a.py") == b"inside"
