"""Zips that are .keras files, and zips that are not."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from support import SAVED_MODELS

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers import archive, hdf5
from paramcalc.readers.archive import read_archive, weights_in

SAVED = (SAVED_MODELS / "keras3" / "09_nested_frozen.keras").read_bytes()

CONFIG = json.dumps({"class_name": "Sequential", "config": {"layers": []}})


def packed(compression: int = zipfile.ZIP_STORED, **entries: bytes | str) -> io.BytesIO:
    """A zip in memory; an entry's name has two underscores for its dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, data in entries.items():
            made.writestr(name.replace("__", "."), data)
    return file


def refused(file: io.BytesIO, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_archive(file, "m.keras")


class TestReadArchive:
    def test_a_saved_model(self):
        model_spec = read_archive(io.BytesIO(SAVED), "m.keras")
        assert (model_spec.origin, model_spec.version[0]) == ("m.keras", 3)
        assert Model(model_spec).total == 867
        assert (model_spec.stored is not None) == hdf5.is_there()

    def test_without_weights(self):
        assert read_archive(io.BytesIO(SAVED), "m.keras", weights=False).stored is None

    def test_without_h5py(self, monkeypatch):
        monkeypatch.setattr(hdf5, "is_there", lambda: False)
        model_spec = read_archive(io.BytesIO(SAVED), "m.keras")
        assert model_spec.stored is None
        assert "were not compared: that needs h5py" in model_spec.notes[0]

    def test_the_version_is_in_the_metadata(self):
        file = packed(config__json=CONFIG, metadata__json='{"keras_version": "2.15.0"}')
        assert read_archive(file, "m.keras").version == (2, 15, 0)
        assert read_archive(packed(config__json=CONFIG, metadata__json="[]"), "m.keras").version == (3,)

    def test_other_zips(self):
        refused(packed(readme=""), "is a zip, but not a .keras file: it has no config.json")
        refused(packed(**{"archive/data__pkl": ""}), "is a PyTorch checkpoint")

    def test_zips_that_are_cut_off(self):
        for length in (4, 30, 1000, len(SAVED) // 2, len(SAVED) - 1):
            refused(io.BytesIO(SAVED[:length]), "m.keras is a broken .keras file: its content is cut off or damaged")

    def test_an_entry_that_unpacks_to_much(self, monkeypatch):
        monkeypatch.setattr(archive, "MAX_CONFIG_BYTES", 1000)
        file = packed(zipfile.ZIP_DEFLATED, config__json=b" " * 1001)
        refused(file, "config.json of m.keras unpacks to more than 1,000 bytes")

    def test_many_entries(self):
        """The list of entries is refused before it is in memory."""
        file = packed(**{f"{number:040}": b"" for number in range(15_000)})
        refused(file, r"its list of entries has 1,[23]\d\d,\d\d\d bytes; at most 1,048,576 are read")

    def test_many_entries_in_a_large_zip(self):
        """The length of the list that is read is the one in the 64-bit record, whatever the other one says."""
        file = packed(config__json=CONFIG)
        data = bytearray(file.getvalue())
        end = data.rindex(b"PK\x05\x06")
        start = int.from_bytes(data[end + 16 : end + 20], "little")
        record = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes(28) + (2**40).to_bytes(8, "little")
        record += start.to_bytes(8, "little")
        locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
        refused(io.BytesIO(bytes(data[:end]) + record + locator + bytes(data[end:])), "m.keras is a broken .keras file")


class TestWeightsIn:
    def test_uncompressed(self):
        start, length = weights_in(io.BytesIO(SAVED), "m.keras")
        with zipfile.ZipFile(io.BytesIO(SAVED)) as made:
            assert SAVED[start : start + length] == made.read("model.weights.h5")

    def test_compressed(self, monkeypatch):
        file = packed(zipfile.ZIP_DEFLATED, model__weights__h5=b"x" * 100)
        assert weights_in(file, "m.keras") == b"x" * 100
        monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 99)
        assert weights_in(file, "m.keras") is None

    def test_none(self):
        assert weights_in(packed(config__json=CONFIG), "m.keras") is None

    def test_an_entry_elsewhere(self):
        file = packed(model__weights__h5=b"x" * 100)
        file.seek(0)
        file.write(b"PX")
        with pytest.raises(UsageError, match="an entry is not where the list says"):
            weights_in(file, "m.keras")


def test_an_entry_that_is_encrypted():
    file = packed(config__json=CONFIG)
    data = bytearray(file.getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    refused(io.BytesIO(bytes(data)), "config.json of m.keras is encrypted")


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_every_other_packing_is_refused_by_name(method):
    file = packed(config__json=CONFIG)
    data = bytearray(file.getvalue())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = method
    name = archive.METHODS.get(method, f"method {method}")
    refused(io.BytesIO(bytes(data)), f"config.json of m.keras is packed with {name}, which is not read")


def test_metadata_that_unpacks_to_much(monkeypatch):
    monkeypatch.setattr(archive, "MAX_METADATA_BYTES", 10)
    refused(packed(config__json=CONFIG, metadata__json=" " * 11), "metadata.json of m.keras unpacks to more than 10")
