"""Formats in which other programs save models. They are recognised by their content, and refused by their name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from paramcalc.errors import UsageError
from paramcalc.phrases import tr

SOURCE = tr("give the Python source of the model")

KERAS = tr("load the model in Keras and save it again: model.save('model.keras')")

ORIGINAL = tr("give the model that it was made from: a .keras file or its Python source")


class Foreign(NamedTuple):
    """A format that is not read: what it is, why it is not enough, and what to give instead."""

    title: str
    refusal: str
    tip: str
    recognises: Callable[[bytes], object] = lambda head: False
    """Whether a file is of this format, from its first bytes."""

    def error(self, origin: str) -> UsageError:
        """The error for a file of this format."""
        return UsageError(
            tr(
                "{origin} is {title}, which is not read: {refusal}",
                origin=origin,
                title=self.title,
                refusal=self.refusal,
            ),
            tip=self.tip,
        )


def protobuf_fields(head: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields at the start of a Protocol Buffers message: number, and value or bytes; the last may be cut off.

    >>> list(protobuf_fields(bytes([8, 9, 18, 2]) + b"tf"))
    [(1, 9), (2, b'tf')]

    It ends at anything else than a number or bytes.
    """
    place = 0
    while place < len(head):
        tag, place = _varint(head, place)
        value, place = _varint(head, place)
        if tag & 7 == 0:
            yield tag >> 3, value
        elif tag & 7 == 2:
            yield tag >> 3, head[place : place + value]
            place += value
        else:
            return


def _varint(head: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(head) and shift < 64:
        value |= (head[place] & 127) << shift
        shift, place = shift + 7, place + 1
        if not head[place - 1] & 128:
            break
    return value, place


def _is_safetensors(head: bytes) -> bool:
    """The length of a JSON header in eight bytes, and the header."""
    return head[8:10] in (b'{"', b"{}", b"{ ") and int.from_bytes(head[:8], "little") < 2**32


def _is_onnx(head: bytes) -> bool:
    """The version of the format, then who wrote the file, or the graph."""
    fields = [*protobuf_fields(head)][:2] if head[:1] == b"\x08" else []
    if len(fields) < 2 or fields[0][0] != 1 or not 1 <= int(fields[0][1]) < 100:
        return False
    number, content = fields[1]
    is_text = isinstance(content, bytes) and content.isascii() and content.decode("ascii").isprintable()
    return (number in (2, 3, 4) and is_text and content != b"") or (number in (7, 8) and isinstance(content, bytes))


def _is_saved_model(head: bytes) -> bool:
    """Version 1 of the format, then a graph with its description."""
    fields = [*protobuf_fields(head)][:2] if head[:2] == b"\x08\x01" else []
    return len(fields) == 2 and fields[1][0] == 2 and isinstance(fields[1][1], bytes) and fields[1][1][:1] == b"\x0a"


TORCH_PICKLE = re.compile(rb"\x80.\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", re.DOTALL)
"""The number at the start of what `torch.save` wrote before PyTorch 1.6."""

CHECKPOINT = Foreign(
    tr("a PyTorch checkpoint"),
    tr("it holds weights as a pickle, which is a program, and no layers"),
    SOURCE,
    TORCH_PICKLE.match,
)

SAVED_MODEL = Foreign(
    tr("a SavedModel of TensorFlow"), tr("it is a program without layers"), KERAS, lambda head: _is_saved_model(head)
)

ARRAYS = tr("it holds arrays without the layers that they belong to")

BY_HEAD: dict[str, Foreign] = {
    "torch": CHECKPOINT,
    "safetensors": Foreign(tr("a safetensors file"), tr("it holds tensors, and no layers"), SOURCE, _is_safetensors),
    "tflite": Foreign(
        tr("a TensorFlow Lite model"),
        tr("it holds operations instead of layers"),
        ORIGINAL,
        lambda head: head[4:8] == b"TFL3",
    ),
    "savedmodel": SAVED_MODEL,
    "onnx": Foreign(tr("an ONNX model"), tr("it holds operations instead of layers"), ORIGINAL, _is_onnx),
    "gguf": Foreign("a GGUF file", tr("it holds tensors, and no layers"), SOURCE, re.compile(b"GGUF").match),
    "npy": Foreign(tr("an array of NumPy (.npy)"), ARRAYS, SOURCE, re.compile(rb"\x93NUMPY").match),
}
"""The formats that the first bytes of a file show."""

SCRIPT = Foreign(tr("a TorchScript model"), tr("it holds compiled code instead of layers"), SOURCE)

ARCHIVE = Foreign(tr("arrays of NumPy (.npz)"), ARRAYS, SOURCE)


def zip_format(names: Collection[str]) -> Foreign | None:
    """The format of a zip from the names of its entries; None for an unknown one.

    >>> zip_format(["kernel.npy", "bias.npy"]).title
    'arrays of NumPy (.npz)'
    """
    ends = {name.rpartition("/")[2] for name in names}
    if "constants.pkl" in ends:
        return SCRIPT
    if "data.pkl" in ends:
        return CHECKPOINT
    return ARCHIVE if names and all(name.endswith(".npy") for name in names) else None


def is_model_folder(path: str) -> bool:
    """Whether a folder is a model by itself: a SavedModel, or an unpacked .keras file."""
    return _is_saved_model_folder(Path(path)) or _is_unpacked(Path(path))


def folder_error(path: str, folder: Path) -> UsageError:
    """The error for a folder that a command calls `path`. It names the format that is saved in it."""
    if _is_saved_model_folder(folder):
        return SAVED_MODEL.error(path)
    if _is_unpacked(folder):
        return UsageError(
            tr("{path} is a directory with the parts of a .keras file", path=path),
            tip=tr("give {path}/config.json", path=path),
        )
    return UsageError(tr("{path} is a directory", path=path), tip=tr("give the name of a file"))


def _is_saved_model_folder(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("saved_model.pb", "saved_model.pbtxt"))


def _is_unpacked(folder: Path) -> bool:
    return (folder / "config.json").exists() and (folder / "model.weights.h5").exists()
