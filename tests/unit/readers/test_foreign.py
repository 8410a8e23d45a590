"""Formats of other programs: recognised by content under any name, and refused by their name."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile

import pytest

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.readers.foreign import BY_HEAD, protobuf_fields, zip_format
from paramcalc.readers.registry import FORMATS, HEAD_BYTES, file_format


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


def safetensors(header: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(64)


CONTENT = {
    # The long number is how torch.save began a file before PyTorch 1.6.
    "torch": pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2) + pickle.dumps(1001, protocol=2),
    "safetensors": safetensors(b'{"weight":{"dtype":"F32","shape":[4,4],"data_offsets":[0,64]}}'),
    "tflite": b"\x1c\x00\x00\x00TFL3" + bytes(100),
    "savedmodel": b"\x08\x01\x12\xa1\x89\x02\x0a\x83\x1a" + bytes(300),
    "onnx": b"\x08\x08\x12\x07pytorch\x1a\x052.7.0:\x80\x20" + bytes(300),
    "gguf": b"GGUF\x03\x00\x00\x00" + bytes(100),
    "npy": b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
}

ZIPS = {
    "a PyTorch checkpoint": zipped("m/data.pkl", "m/byteorder", "m/data/0", "m/version"),
    "a TorchScript model": zipped("m/data.pkl", "m/constants.pkl", "m/code/__torch__.py"),
    "arrays of NumPy (.npz)": zipped("kernel.npy", "bias.npy"),
}


def test_every_format_has_content_here():
    assert CONTENT.keys() == BY_HEAD.keys()
    assert all(entry.tip for entry in FORMATS.values() if entry.refusal and entry.title != "a Jupyter notebook")


@pytest.mark.parametrize("name", CONTENT)
@pytest.mark.parametrize("length", [HEAD_BYTES, 40])
def test_the_first_bytes(name, length):
    assert file_format(CONTENT[name][:length]) is FORMATS[name]


@pytest.mark.parametrize("size", [123, 91, 128, 35, 10])
def test_a_length_that_looks_like_the_start_of_another_format(size):
    """`{`, `[`, a pickle, a comment, a line feed."""
    header = b'{"a":' + b" " * (size - 6) + b"1" if size > 40 else b'{"a":1' + b" " * (size - 6)
    assert file_format(safetensors(header)) is FORMATS["safetensors"]


@pytest.mark.parametrize("suffix", [".keras", ".py", ".pt", ""])
@pytest.mark.parametrize("title", [*ZIPS, *(entry.title for entry in BY_HEAD.values())])
def test_the_message_names_the_format_and_what_to_do(title, suffix, tmp_path, capsys):
    names = {entry.title: name for name, entry in BY_HEAD.items()}
    path = tmp_path / f"model{suffix}"
    path.write_bytes(ZIPS[title] if title in ZIPS else CONTENT[names[title]])
    assert run(["model", str(path)]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"model{suffix} is {title}, which is not read: it " in captured.err
    assert "\n  tip: " in captured.err


def test_a_pickle(tmp_path, capsys):
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"a": 1}))
    assert run(["model", str(path)]) == ExitCode.USAGE
    assert "is a pickle, which is not read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (["saved_model.pb", "keras_metadata.pb"], "is a SavedModel of TensorFlow, which is not read"),
        (["config.json", "model.weights.h5", "metadata.json"], "tip: give {path}/config.json"),
        (
            ["train.py"],
            "is a directory without files such as *.h5 or *.hdf5 or *.keras\n  tip: choose other files: --include",
        ),
    ],
)
def test_folders(files, says, tmp_path, capsys):
    for name in files:
        (tmp_path / name).write_bytes(b"x")
    assert run(["model", str(tmp_path)]) == ExitCode.USAGE
    assert says.format(path=tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x08",
        b"\x08\x08",
        b"\x08\x08\x12\x00",
        b"\x08\x08\x12\x02\xff\xfe",
        b"\x08\x01\x12",
        b"\x08\xff\x7f\x12\x01a",
        b"12345678{",
        b"\xff" * 20,
    ],
)
def test_other_bytes_are_none_of_them(content):
    assert not any(entry.recognises(content) for entry in BY_HEAD.values())


def test_fields_of_a_message():
    assert list(protobuf_fields(b"\x08\x96\x01\x12\x03abc")) == [(1, 150), (2, b"abc")]
    assert list(protobuf_fields(b"\x12\x7fabc")) == [(2, b"abc")]
    assert list(protobuf_fields(b"\x0d\x00\x00")) == []


def test_other_zips():
    assert zip_format([]) is None
    assert zip_format(["config.json", "a.npy"]) is None
