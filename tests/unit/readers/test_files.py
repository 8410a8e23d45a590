"""Arguments and files as models: what is refused, and the options that apply."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from support import SAVED_MODELS

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers import files, hdf5, streams
from paramcalc.readers.files import read_file, read_model

SOURCE = "import keras\na = keras.Sequential([keras.Input((4,)), keras.layers.Dense(n)])\n"

MODEL = str(SAVED_MODELS / "keras3" / "01_gru_seq.json")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(SOURCE)
    return str(path)


def stdin(monkeypatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


class TestReadModel:
    def test_a_line(self):
        assert Model(read_model("Input((28, 28)) > GRU(75) > Dense(10)")).total == 24385
        assert read_model("Linear(3, 4)", framework="torch").framework == "pytorch"

    def test_a_path(self, source):
        assert Model(read_model(MODEL)).total == 24385
        assert Model(read_model(source, given={"n": 3}, name="a")).total == 15

    @pytest.mark.parametrize(
        ("argument", "options", "says"),
        [
            (MODEL, {"framework": "keras"}, "framework applies only to a line of layers; .*json is JSON"),
            (MODEL, {"name": "a"}, "name applies only to a Jupyter notebook, a page with Python or Python source"),
            ("GRU(3)", {"given": {"n": 3}}, r"the line has no size called n"),
            ("GRU(3)", {"framework": "kera"}, "did you mean 'keras'"),
            (" ", {}, "no model is named"),
            ("gru", {}, "cannot read gru: No such file"),
            ("a\0b", {}, "cannot read 'a.x00b'"),
        ],
    )
    def test_refusals(self, argument, options, says):
        with pytest.raises(UsageError, match=says):
            read_model(argument, **options)

    def test_the_remedy_names_the_option(self):
        with pytest.raises(UsageError) as caught:
            read_model(MODEL, framework="keras")
        assert caught.value.remedy == ("without", "framework")


class TestReadFile:
    def test_standard_input(self, monkeypatch):
        stdin(monkeypatch, SOURCE.encode())
        model_spec = read_file("-", given={"n": 3})
        assert (Model(model_spec).total, model_spec.origin) == (15, "standard input")

    def test_standard_input_that_is_too_long_or_closed(self, monkeypatch):
        monkeypatch.setattr(streams, "MAX_STREAM_BYTES", 10)
        stdin(monkeypatch, b"x" * 11)
        with pytest.raises(UsageError, match="standard input has more than 10 bytes"):
            read_file("-")
        monkeypatch.setattr(sys, "stdin", None)
        with pytest.raises(UsageError, match="it is closed"):
            read_file("-")

    def test_a_byte_order_mark_is_skipped(self, tmp_path):
        path = tmp_path / "model.py"
        path.write_bytes(b"\xef\xbb\xbf" + SOURCE.replace("n)", "3)").encode())
        assert Model(read_file(str(path))).total == 15

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "is empty"),
            (
                bytes(range(144, 256)),
                "(?s)not a model file of a known kind.*HDF5, a .keras file, a Jupyter notebook",
            ),
            (b"#" * 300 + b"\xff", "is not UTF-8 text: byte 300"),
            (b"\x80\x04.", "is a pickle, which is not read: pickles are programs"),
            (b'{"cells": [], "nbformat": 4}', "has no code cell"),
            (b"[1, 2]", "no class_name"),
        ],
    )
    def test_content_that_is_refused(self, tmp_path, data, says):
        path = tmp_path / "model.json"
        path.write_bytes(data)
        with pytest.raises(UsageError, match=says):
            read_file(str(path))

    @pytest.mark.parametrize("start", [b"{", b"# "])
    def test_a_text_that_is_too_long(self, tmp_path, monkeypatch, start):
        monkeypatch.setattr(files, "MAX_TEXT_BYTES", 1000)
        path = tmp_path / "model"
        path.write_bytes(start + b" " * 1000)
        with pytest.raises(UsageError, match="has more than 1,000 bytes"):
            read_file(str(path))

    def test_a_directory(self, tmp_path):
        with pytest.raises(UsageError, match=r"is a directory\ntip: give the name of a file$"):
            read_file(str(tmp_path))
        (tmp_path / "saved_model.pb").touch()
        with pytest.raises(UsageError, match="is a SavedModel of TensorFlow"):
            read_file(str(tmp_path))


@pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")
def test_hdf5_behind_a_user_block(tmp_path):
    import h5py

    path = tmp_path / "m.h5"
    with (
        h5py.File(SAVED_MODELS / "keras3" / "09_nested_frozen.h5") as saved,
        h5py.File(path, "w", userblock_size=512) as file,
    ):
        for name in saved:
            saved.copy(name, file)
        for name, value in saved.attrs.items():
            file.attrs[name] = value
    for block in (bytes(512), b"# a comment, as in Python".ljust(512)):
        path.write_bytes(block + path.read_bytes()[512:])
        assert Model(read_file(str(path))).total == 867


@pytest.mark.parametrize("name", ["README.md", "deep.py", "null.py"])
def test_source_that_is_refused_is_refused_by_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_text({"README.md": "# A title\n\nNot Python.", "deep.py": "(" * 300, "null.py": "a\0"}[name])
    with pytest.raises(UsageError, match=name):
        read_file(str(path))
