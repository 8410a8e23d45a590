"""HDF5 files are read in a separate process, and every failure there is one error here."""

from __future__ import annotations

import io

import pytest
from support import SAVED_MODELS

from paramcalc.errors import MissingDependencyError, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers import hdf5, hdf5_process
from paramcalc.readers.archive import weights_in
from paramcalc.readers.hdf5 import read_h5, stored_in
from paramcalc.readers.hdf5_process import TIME_LIMIT_SIGNAL, Failure

H5 = SAVED_MODELS / "keras3" / "09_nested_frozen.h5"

KERAS = SAVED_MODELS / "keras3" / "09_nested_frozen.keras"

NEEDS_H5PY = pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")


def read_saved():
    with H5.open("rb") as file:
        return read_h5(file, "m.h5")


@NEEDS_H5PY
class TestReadH5:
    def test_from_the_disk_and_from_memory(self):
        model_spec = read_saved()
        assert Model(model_spec).total == 867
        copy = read_h5(io.BytesIO(H5.read_bytes()), "m.h5")
        assert copy.stored == model_spec.stored
        assert sum(map(len, copy.stored.values())) > 0

    @pytest.mark.parametrize("length", [0, 8, 100, 0.5])
    def test_cut_off(self, length):
        data = H5.read_bytes()
        cut = data[: length if isinstance(length, int) else int(len(data) * length)]
        with pytest.raises(UsageError, match=r"m.h5 is a broken HDF5 file: "):
            read_h5(io.BytesIO(cut), "m.h5")

    @pytest.mark.parametrize(
        ("attribute", "says"), [("layer_names", "m.h5 has only weights"), ("other", "m.h5 has no Keras model")]
    )
    def test_files_without_a_model(self, attribute, says):
        import h5py

        file = io.BytesIO()
        with h5py.File(file, "w") as made:
            made.attrs[attribute] = ["a"]
        with pytest.raises(UsageError, match=says):
            read_h5(file, "m.h5")

    def test_the_optimizer_is_in_the_training_config(self):
        import h5py

        file = io.BytesIO()
        with h5py.File(file, "w") as made:
            made.attrs["model_config"] = '{"class_name": "Sequential", "config": []}'
            made.attrs["training_config"] = '{"optimizer_config": {"class_name": "Adam", "config": {"amsgrad": true}}}'
        model_spec = read_h5(file, "m.h5")
        assert (model_spec.optimizer, model_spec.optimizer_config) == ("adam", {"amsgrad": True})


@NEEDS_H5PY
class TestStoredIn:
    def test_a_part_of_a_file_and_its_bytes(self):
        with KERAS.open("rb") as file:
            start, length = weights_in(file, "m.keras")
            stored = stored_in(file, (start, length), "m.keras", {})
        assert stored_in(io.BytesIO(), KERAS.read_bytes()[start : start + length], "m.keras", {}) == stored
        assert {tensor.shape for tensor in stored["dense_6"]} == {(9, 4), (4,)}

    def test_a_group_without_a_layer_name(self):
        import h5py

        file = io.BytesIO()
        with h5py.File(file, "w") as made:
            made["layers/dense_1/vars/0"] = [1.0, 2.0]
        assert list(stored_in(file, file.getvalue(), "m", {"dense_1": "last"})) == ["last"]
        assert list(stored_in(file, file.getvalue(), "m", {})) == ["dense_1"]


@NEEDS_H5PY
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Failure(code=-TIME_LIMIT_SIGNAL), "m.h5 is a broken HDF5 file: the HDF5 library loops on it"),
        (Failure(code=-6), "m.h5 is a broken HDF5 file: the HDF5 library crashed on it"),
        (Failure(is_slow=True), "reading m.h5 took longer than 60 s"),
        ({"error": "bad \x1b[31m"}, r"m.h5 is a broken HDF5 file: bad \\x1b\[31m"),
        ({"error": "huge", "too_large": True}, "m.h5 is too large to be read: huge"),
    ],
)
def test_failures_of_the_process(answer, says, monkeypatch):
    monkeypatch.setattr(hdf5_process.READER, "ask", lambda *_: answer)
    with pytest.raises(UsageError, match=says):
        read_saved()


def test_without_h5py(monkeypatch):
    monkeypatch.setattr(hdf5, "is_there", lambda: False)
    with pytest.raises(MissingDependencyError, match=r"pip install \"paramcalc\[h5\]\""):
        read_saved()
