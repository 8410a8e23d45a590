"""The files in folders: by name, without symbolic links, each once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paramcalc.batch.search import DEFAULT_PATTERNS, Source, is_folder, search


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("m/b.keras", "m/a.H5", "m/n.json", "m/t.py", "m/x/c.hdf5", "m/x/y/d.keras", "m/.git/e.keras"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def texts(arguments, patterns=()):
    return [Path(source.text).as_posix() for source in search(arguments, patterns) if not source.error]


def test_the_default_is_the_suffixes_of_saved_models():
    assert DEFAULT_PATTERNS == ("*.h5", "*.hdf5", "*.keras")


def test_a_folder_sorted_by_name_without_hidden_folders(folder):
    assert texts(["m"]) == ["m/a.H5", "m/b.keras", "m/x/c.hdf5", "m/x/y/d.keras"]


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["*.json"], ["m/n.json"]),
        (["*.PY", "b.*"], ["m/b.keras", "m/t.py"]),
        (["x/*"], ["m/x/c.hdf5", "m/x/y/d.keras"]),
        (["*"], ["m/a.H5", "m/b.keras", "m/n.json", "m/t.py", "m/x/c.hdf5", "m/x/y/d.keras"]),
    ],
)
def test_patterns(folder, patterns, names):
    assert texts(["m"], patterns) == names


def test_arguments_in_their_order_each_once(folder):
    arguments = ["m/x", "GRU(3)", "m/t.py", "m", "./m/t.py", "GRU(3)", "missing.keras"]
    expected = ["m/x/c.hdf5", "m/x/y/d.keras", "GRU(3)", "m/t.py", "m/a.H5", "m/b.keras", "missing.keras"]
    assert texts(arguments) == expected


def test_links_are_not_followed(folder):
    (folder / "m" / "link.keras").symlink_to(folder / "m" / "b.keras")
    (folder / "m" / "loop").symlink_to(folder / "m")
    os.mkfifo(folder / "m" / "pipe.keras")
    assert texts(["m"]) == ["m/a.H5", "m/b.keras", "m/x/c.hdf5", "m/x/y/d.keras"]
    assert texts(["m/link.keras"]) == ["m/link.keras"], "a link that somebody names is meant"


def test_a_folder_without_such_files(folder):
    (folder / "empty").mkdir()
    assert list(search(["empty"])) == [
        Source("empty", "empty is a directory without files such as *.h5 or *.hdf5 or *.keras")
    ]


def test_a_folder_that_cannot_be_read(folder, monkeypatch):
    real = os.scandir

    def scandir(path):
        if os.fspath(path).endswith("x"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    first, *errors = (source for source in search(["m"]) if not source.text.endswith("H5"))
    assert first == Source("m/b.keras")
    assert [source.error for source in errors] == ["cannot read m/x: Permission denied"]


@pytest.mark.parametrize(
    ("files", "expected"), [(["a.h5"], True), (["saved_model.pb"], False), (["config.json", "model.weights.h5"], False)]
)
def test_a_folder_that_is_a_model_is_not_searched(tmp_path, files, expected):
    for name in files:
        (tmp_path / name).touch()
    assert is_folder(str(tmp_path)) is expected
    assert not is_folder(str(tmp_path / "missing"))
    assert not is_folder("")
    assert not is_folder("a\0b")
