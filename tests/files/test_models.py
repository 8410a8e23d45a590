"""Saved models of five generations, counted from their files alone, against what Keras itself counted."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from support import ROOT, SAVED_MODELS, clean_environment

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.errors import ExitCode, MissingDependencyError, UsageError
from paramcalc.models.breakdown import MODEL_ROW_KEYS, Model
from paramcalc.models.summary import SurpriseKind, surprises
from paramcalc.readers import hdf5
from paramcalc.readers.config import read_config
from paramcalc.readers.files import read_file

HERE = SAVED_MODELS

SHARED = ROOT.parent / "shared" / "models"

GENERATIONS = ("keras_1.2.2", "keras_2.2.4", "tf2.5", "tf_keras", "keras3")

NEEDS_H5PY = pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")

REREAD = {".keras": "reload_", ".json": "json_reload_", ".h5": "h5_reload_"}
"""What Keras 3 counts when it reads each kind of file back: some have lost what the live model knew."""

LOST = {
    ("keras3", "31_shared_inner_two_td", ".json"): "one layer in two wrappers comes back as two",
    ("keras3", "31_shared_inner_two_td", ".h5"): "one layer in two wrappers comes back as two",
    ("keras3", "33_shared_cell_two_rnn", ".json"): "one cell in two RNNs comes back as two",
    ("keras3", "33_shared_cell_two_rnn", ".h5"): "one cell in two RNNs comes back as two",
    ("keras3", "37_frozen_convlstm", ".keras"): "a frozen ConvLSTM comes back trainable",
    ("keras3", "37_frozen_convlstm", ".json"): "a frozen ConvLSTM comes back trainable",
    ("keras3", "37_frozen_convlstm", ".h5"): "a frozen ConvLSTM comes back trainable",
    ("keras_2.2.4", "09_nested_frozen", ".json"): "Keras 2.2.4 does not write that a nested model is frozen",
    ("keras_2.2.4", "09_nested_frozen", ".h5"): "Keras 2.2.4 does not write that a nested model is frozen",
}
"""The files that do not tell what the live model was, and what is lost."""


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.name != "expected.json")


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def expected(path: Path) -> dict:
    return json.loads((path.parent / "expected.json").read_text())[path.stem]


def read(path: Path) -> Model:
    """The model, read once for all tests of it."""
    if path.suffix == ".h5" and not hdf5.is_there():
        pytest.skip("h5py is not installed: pip install 'paramcalc[h5]'")
    return once(path)


@cache
def once(path: Path) -> Model:
    return Model(read_file(str(path)))


def wanted(path: Path) -> tuple[int, int]:
    """Total and trainable as Keras counted them: when it read this file back, else of the live model."""
    known = expected(path)
    prefix = REREAD[path.suffix] if path.parent.name == "keras3" else ""
    if (path.parent.name, path.stem, path.suffix) == ("keras_2.2.4", "09_nested_frozen", path.suffix):
        # The live model had 800 of the encoder's frozen; the file has not: Conv1D 220, GRU 540, BatchNormalization 40.
        return 840, 840 - 20
    return known.get(f"{prefix}total", known["total"]), known.get(f"{prefix}trainable", known["trainable"])


COPIED = {label(path) for path in files(HERE)}
"""The files that stand beside the tests; of those that are shared, only the others are read."""

BUILT = [
    path
    for path in [*files(HERE), *(path for path in files(SHARED) if label(path) not in COPIED)]
    if "unbuilt" not in path.name
]


@pytest.mark.parametrize("path", BUILT, ids=label)
class TestSaved:
    def test_totals(self, path):
        model = read(path)
        assert (model.total, model.trainable) == wanted(path)
        assert model.total == model.trainable + model.non_trainable == sum(row.count for row in model.rows)
        assert model.bytes == sum(weight.bytes for weight in model.weights)
        assert not model.is_lower_bound

    def test_layers(self, path):
        model = read(path)
        lines = {line.name: line for line in model.layers}
        for layer in expected(path)["layers"]:
            line = lines[layer["name"]]
            assert line.total == layer["params"]
            assert line.kind in (layer["class"], "Conv1D" if layer["class"] == "Convolution1D" else "")
            shapes = sorted(weight.shape for weight in line.weights)
            assert shapes == sorted(tuple(weight["shape"]) for weight in layer["weights"])
            assert layer["output_shape"] in ([plain(each) for each in line.outputs], plain(line.outputs[0]))

    def test_what_is_lost_is_stated(self, path):
        known = expected(path)
        live = (known["total"], known["trainable"])
        key = (path.parent.name, path.stem, path.suffix)
        assert (wanted(path) != live) == (key in LOST)

    def test_stored_tensors_are_those_derived(self, path):
        model = read(path)
        if path.suffix == ".json" or not hdf5.is_there():
            assert model.spec.stored is None
        else:
            assert sum(map(len, model.spec.stored.values())) > 0
        assert model.differences == ()


def plain(shape):
    return None if shape is None else [None if isinstance(size, Polynomial) else size for size in shape]


def test_every_generation_and_kind_is_there():
    found = {(path.parent.name, path.suffix) for path in files(HERE)}
    kinds = {".json", ".h5"}
    assert found == {(generation, kind) for generation in GENERATIONS for kind in kinds} | {
        ("tf_keras", ".keras"),
        ("keras3", ".keras"),
    }


@NEEDS_H5PY
@pytest.mark.parametrize("suffix", [".json", ".keras"])
def test_an_unbuilt_model_is_a_formula(suffix):
    model = read(HERE / "keras3" / f"21_unbuilt{suffix}")
    features = Polynomial.symbol("input")
    # LSTM(4) on so many features, then Dense(1).
    assert model.total == 4 * (features * 4 + 4 * 4 + 4) + 5
    assert SurpriseKind.UNBUILT in {surprise.kind for surprise in surprises(model)}
    assert model.differences == ()


class TestModel:
    def test_by(self):
        model = read(HERE / "keras3" / "09_nested_frozen.keras")
        assert model.by("trainable") == {False: 827, True: 40}
        assert sum(model.by("layer", "gate", "role").values()) == model.total
        # GRU(9) on 10 features: a third of 3 * (10 * 9 + 81 + 18).
        gates = model.by("class", "gate")
        assert [gates["GRU", gate] for gate in ("z", "r", "h")] == [10 * 9 + 81 + 18] * 3
        assert all(model.by(key) for key in MODEL_ROW_KEYS)
        with pytest.raises(UsageError, match="did you mean 'layer'"):
            model.by("laier")

    def test_a_layer_by_path_or_name(self):
        model = read(HERE / "keras3" / "09_nested_frozen.keras")
        assert model.layer("encoder/gru_3").total == model.layer("gru_3").total == 567
        with pytest.raises(UsageError, match="did you mean 'encoder'"):
            model.layer("encodr")

    def test_shared_parameters_are_counted_once_and_said(self):
        model = read(HERE / "keras3" / "31_shared_inner_two_td.keras")
        assert [line.total for line in model.layers] == [0, 24, 24, 0]
        assert model.total == 24 == sum(row.count for row in model.rows)
        assert [surprise.layer for surprise in surprises(model) if surprise.kind is SurpriseKind.SHARED] == ["td2"]


@NEEDS_H5PY
class TestStored:
    def test_one_wrong_shape_is_found(self, tmp_path):
        path = planted(tmp_path, HERE / "keras3" / "09_nested_frozen.keras", "layers/dense/vars/1", (5,))
        (difference,) = Model(read_file(str(path))).differences
        assert (difference.layer, difference.derived.shape, difference.stored.shape) == ("dense_6", (4,), (5,))

    def test_a_missing_and_a_further_tensor_are_found(self, tmp_path):
        path = planted(tmp_path, HERE / "keras3" / "09_nested_frozen.keras", "layers/dense/vars/1", None)
        (difference,) = Model(read_file(str(path))).differences
        assert (difference.derived.name, difference.stored) == ("bias", None)
        path = planted(tmp_path, HERE / "keras3" / "09_nested_frozen.keras", "layers/dense/vars/2", (7,))
        (difference,) = Model(read_file(str(path))).differences
        assert (difference.derived, difference.stored.shape) == (None, (7,))

    def test_the_command_says_so(self, tmp_path, paramcalc):
        path = planted(tmp_path, HERE / "keras3" / "09_nested_frozen.keras", "layers/dense/vars/1", (5,))
        done = paramcalc("model", str(path))
        assert done.returncode == ExitCode.DISAGREED
        assert "dense_6: derived bias (4,), the file has vars/1 (5,)" in done.stdout
        done = paramcalc("model", str(path), "--no-weights")
        assert (done.returncode, "stored weights" in done.stdout) == (ExitCode.OK, False)

    def test_a_custom_layer_is_counted_from_the_file(self, tmp_path):
        path = renamed(tmp_path, HERE / "keras3" / "09_nested_frozen.keras", "Dense", "Mine")
        model = Model(read_file(str(path)))
        line = model.layer("dense_6")
        assert (line.from_file, line.total, model.total, model.is_lower_bound) == (True, 40, 867, False)
        assert Model(read_file(str(path), weights=False)).is_lower_bound

    def test_a_custom_layer_in_json_is_not(self, tmp_path, paramcalc):
        text = (HERE / "keras3" / "09_nested_frozen.json").read_text().replace('"Dense"', '"Mine"')
        path = tmp_path / "mine.json"
        path.write_text(text)
        done = paramcalc("model", str(path))
        assert done.returncode == ExitCode.INCOMPLETE
        assert re.search(r"Total params +at least 827\n", done.stdout)
        assert "dense_6: not counted: Mine is not a known layer of Keras" in done.stdout

    def test_only_headers_are_read(self, tmp_path):
        """A tensor of a terabyte that nothing was ever written to takes no time and no memory."""
        import h5py

        path = tmp_path / "large.h5"
        shutil.copy(HERE / "keras3" / "09_nested_frozen.h5", path)
        with h5py.File(path, "r+") as file:
            group = file["model_weights/dense_6"]
            name = group.attrs["weight_names"][0]
            del group[name]
            group.create_dataset(name, (10**6, 10**6), dtype="float32", chunks=(1000, 1000))
        (difference,) = Model(read_file(str(path))).differences
        assert difference.stored.shape == (10**6, 10**6)


def planted(folder: Path, path: Path, dataset: str, shape: tuple[int, ...] | None) -> Path:
    """A copy of a .keras file with one tensor of another shape, or without it."""
    import h5py
    import numpy as np

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    weights = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(weights, "r+") as file:
        if dataset in file:
            del file[dataset]
        if shape is not None:
            file[dataset] = np.zeros(shape, "float32")
    return packed(
        folder / f"planted{len(list(folder.iterdir()))}.keras", {**parts, "model.weights.h5": weights.getvalue()}
    )


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def renamed(folder: Path, path: Path, old: str, new: str) -> Path:
    """A copy of a .keras file in which a class has another name."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = parts["config.json"].replace(f'"class_name": "{old}"'.encode(), f'"class_name": "{new}"'.encode())
    assert config != parts["config.json"]
    return packed(folder / "renamed.keras", {**parts, "config.json": config})


class TestWithoutH5py:
    @pytest.fixture(autouse=True)
    def _without(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "h5py", None)
        monkeypatch.setattr(hdf5, "is_there", lambda: False)

    def test_a_keras_file_is_counted_and_the_rest_said(self):
        model = Model(read_file(str(HERE / "keras3" / "09_nested_frozen.keras")))
        assert model.total == 867
        assert any("paramcalc[h5]" in str(surprise.values) for surprise in surprises(model))

    def test_h5_says_what_to_install(self):
        with pytest.raises(MissingDependencyError, match=r"pip install \"paramcalc\[h5\]\""):
            read_file(str(HERE / "keras3" / "09_nested_frozen.h5"))


def test_standard_input(paramcalc):
    data = (HERE / "keras3" / "01_gru_seq.json").read_text()
    assert re.search(r"Total params +24,385\n", paramcalc("model", "-", stdin=data).stdout)


def test_standard_input_of_bytes():
    data = (HERE / "keras3" / "09_nested_frozen.keras").read_bytes()
    command = [sys.executable, "-m", "paramcalc", "model", "-", "--json"]
    done = subprocess.run(command, input=data, capture_output=True, env=clean_environment(), check=True)
    assert json.loads(done.stdout)["total"] == 867


def tensor(layer: str, call: int = 0, output: int = 0) -> dict:
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 4], "keras_history": [layer, call, output]}}


def entry(kind: str, name: str, *calls: list, **config) -> dict:
    nodes = [{"args": args, "kwargs": {}} for args in calls]
    return {
        "class_name": kind,
        "name": name,
        "config": {"name": name, "trainable": True, **config},
        "inbound_nodes": nodes,
    }


def functional(name: str, layers: list, outputs: list, *calls: list) -> dict:
    made = entry("Functional", name, *calls, layers=layers, input_layers=["i", 0, 0], output_layers=outputs)
    return {**made, "module": "keras"}


def test_a_nested_model_at_the_end_is_counted_from_its_first_call():
    """Keras 3 counts the calls of a functional model from 0 where a layer reads them, and from 1 at the end."""
    inputs = entry("InputLayer", "i", batch_shape=[None, 4])
    inner = functional("m", [inputs, entry("Dense", "d", [tensor("i")], units=3)], ["d", 0, 0], *[[tensor("i")]] * 2)
    last = entry("Dense", "last", [tensor("m", 0)], units=5)
    for call in (1, 2):
        outer = functional("outer", [inputs, inner, last], [["last", 0, 0], ["m", call, 0]])
        model = Model(read_config(json.dumps(outer), "x.json", "3.15.1"))
        # Dense(3) on 4 features, Dense(5) on what it gives.
        assert model.total == 15 + 20
        assert len(model.result.outputs) == 2
    with pytest.raises(UsageError, match="call 3 of 'm'"):
        Model(
            read_config(json.dumps({**outer, "config": {**outer["config"], "output_layers": ["m", 3, 0]}}), "x", "3.15")
        )


def test_a_mask_in_a_file_is_no_key():
    inputs = [entry("InputLayer", "i", batch_shape=[None, 7, 8]), entry("InputLayer", "k", batch_shape=[None, 7, 7])]
    attention = entry("MultiHeadAttention", "a", num_heads=2, key_dim=4)
    attention["inbound_nodes"] = [{"args": [tensor("i"), tensor("i")], "kwargs": {"attention_mask": tensor("k")}}]
    model = Model(read_config(json.dumps(functional("m", [*inputs, attention], ["a", 0, 0])), "x", "3.15"))
    # Three projections of 8 features to 2 * 4 and back, each with a bias.
    assert model.total == 4 * (8 * 8 + 8)
    assert list(map(str, model.layer("a").reads)) == ["i", "i", "k"]
