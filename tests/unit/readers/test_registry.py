"""Input formats are entries of one registry, and recognised by content."""

from __future__ import annotations

import io
import json
import os
import sys
from types import ModuleType

import pytest
from support import SAVED_MODELS

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, chain
from paramcalc.readers.files import read_file, read_model
from paramcalc.readers.foreign import BY_HEAD
from paramcalc.readers.registry import (
    FORMATS,
    HDF5_SIGNATURE,
    HEAD_BYTES,
    InputFormat,
    argument_format,
    file_format,
    has_user_block,
    is_model_argument,
    is_path,
    no_object,
    text_format,
)

CONTENT = {
    "hdf5": (SAVED_MODELS / "keras3" / "09_nested_frozen.h5").read_bytes(),
    "keras": (SAVED_MODELS / "keras3" / "09_nested_frozen.keras").read_bytes(),
    "json": b'\xef\xbb\xbf\n {"class_name": "Sequential"}',
    "notebook": b'{\n "cells": [], "nbformat": 4}',
    "pickle": b"\x80\x04\x95",
    "page": b"# Title\n\n```python\nimport keras\n```\n",
    "python": "import keras  # größer".encode(),
}


@pytest.fixture
def toy(monkeypatch):
    """A format whose files hold the sizes of dense layers behind a signature."""
    module = ModuleType("toy_reader")

    def read_toy(file, origin, *, name=None):
        features, *units = map(int, file.read().split()[1:])
        layers = [LayerSpec("Dense", f"d{number}", {"units": number}) for number in units]
        return ModelSpec(chain("Sequential", name or "toy", layers, (None, features)), "keras", (3,), origin)

    module.read_toy = read_toy
    monkeypatch.setitem(sys.modules, "toy_reader", module)
    entry = InputFormat(
        title="a toy",
        reader="toy_reader:read_toy",
        options=("name",),
        recognises_bytes=lambda head: head.startswith(b"\xfftoy"),
        suffixes=(".toy",),
    )
    monkeypatch.setitem(FORMATS, "toy", entry)


@pytest.mark.usefixtures("toy")
class TestToy:
    def test_a_file_is_read(self, tmp_path):
        path = tmp_path / "sizes.toy"
        path.write_bytes(b"\xfftoy 4 3 2")
        # 4 * 3 + 3, then 3 * 2 + 2.
        assert Model(read_file(str(path))).total == 15 + 8
        assert read_model(str(path), name="mine").root.name == "mine"

    def test_its_suffix_makes_a_path(self):
        assert is_path("missing.toy")
        assert is_model_argument("missing.toy")

    def test_other_options_do_not_apply(self, tmp_path):
        path = tmp_path / "sizes.toy"
        path.write_bytes(b"\xfftoy 4 3")
        with pytest.raises(
            UsageError, match=r"set applies only to a line of layers, .* or Python source; .*sizes.toy is a toy"
        ):
            read_file(str(path), given={"n": 3})

    def test_the_command_reads_it(self, tmp_path, capsys):
        from paramcalc.cli.app import run

        path = tmp_path / "sizes.toy"
        path.write_bytes(b"\xfftoy 4 3 2")
        assert run(["model", str(path), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["total"] == 23


class TestRecognition:
    def test_every_file_format_has_content_here(self):
        in_memory = {name for name, entry in FORMATS.items() if entry.recognises_object is not no_object}
        assert CONTENT.keys() == FORMATS.keys() - {"line"} - BY_HEAD.keys() - in_memory

    @pytest.mark.parametrize("name", CONTENT)
    def test_by_content(self, name):
        if FORMATS[name].recognises_text:
            assert text_format(CONTENT[name].decode()) is FORMATS[name]
            assert text_format(CONTENT["python"].decode()) is None
        else:
            assert file_format(CONTENT[name][:HEAD_BYTES]) is FORMATS[name]

    @pytest.mark.parametrize("suffix", sorted({suffix for entry in FORMATS.values() for suffix in entry.suffixes}))
    def test_not_by_name(self, suffix, tmp_path):
        """The same JSON is read under the name of every other kind of file."""
        path = tmp_path / f"model{suffix}"
        path.write_bytes((SAVED_MODELS / "keras3" / "01_gru_seq.json").read_bytes())
        assert Model(read_file(str(path))).total == 24385

    def test_a_character_that_the_head_cuts_off_is_text(self):
        head = ("#" * (HEAD_BYTES - 1) + "ö").encode()[:HEAD_BYTES]
        assert file_format(head) is FORMATS["python"]

    def test_a_line_of_layers(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert argument_format("GRU(75)") is FORMATS["line"]
        (tmp_path / "GRU(75)").write_text("")
        assert argument_format("GRU(75)") is None

    @pytest.mark.parametrize("argument", ["a > b", "GRU(3)", "model.H5", "-", f"a{os.sep}b", "."])
    def test_model_arguments(self, argument):
        assert is_model_argument(argument)

    @pytest.mark.parametrize("argument", ["gru", "", "a\0b", "x" * 5000])
    def test_other_arguments(self, argument):
        assert not is_model_argument(argument)

    def test_a_format_is_read_or_refused(self):
        assert all(bool(entry.reader) != bool(entry.refusal) for entry in FORMATS.values())
        assert {option for entry in FORMATS.values() for option in entry.options} == {
            "framework",
            "name",
            "set",
            "weights",
            "cell",
            "input_shape",
        }


class TestUserBlock:
    @pytest.mark.parametrize("start", [512, 1024, 2048, 2**20])
    def test_hdf5_behind_one(self, start):
        file = io.BytesIO(bytes(start) + HDF5_SIGNATURE)
        assert has_user_block(file)
        assert file.tell() == 0

    @pytest.mark.parametrize("start", [0, 8, 511, 513, 1536])
    def test_elsewhere_it_is_none(self, start):
        assert not has_user_block(io.BytesIO(bytes(start) + HDF5_SIGNATURE + bytes(5000)))
