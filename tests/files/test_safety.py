"""Hostile files: nothing in them is run, memory and time are limited, and each gets one clear error."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import fuzz
import pytest
from support import SAVED_MODELS, TOOLS, clean_environment

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers import hdf5
from paramcalc.readers.config import MAX_LAYERS, read_config
from paramcalc.readers.files import read_file
from paramcalc.readers.json_text import MAX_CONFIG_BYTES

HERE = SAVED_MODELS

NEEDS_H5PY = pytest.mark.skipif(not hdf5.is_there(), reason="h5py is not installed: pip install 'paramcalc[h5]'")


def refused(path: Path, says: str) -> None:
    started = time.process_time()
    with pytest.raises(UsageError, match=says) as caught:
        Model(read_file(str(path)))
    assert time.process_time() - started < fuzz.SECONDS
    assert path.name in str(caught.value) or "layer" in str(caught.value)


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def sequential(*layers: dict) -> dict:
    return {"class_name": "Sequential", "config": {"name": "m", "layers": list(layers)}}


def dense(**config) -> dict:
    return {"class_name": "Dense", "config": {"name": "d", "units": 3, **config}}


class TestNothingIsRun:
    def test_a_module_that_a_file_names(self, tmp_path, monkeypatch):
        (tmp_path / "canary.py").write_text("import pathlib; pathlib.Path('ran').touch()")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.chdir(tmp_path)
        layer = {"module": "canary", "class_name": "Boom", "registered_name": "canary>Boom", "config": {"name": "b"}}
        held = {"class_name": "TimeDistributed", "config": {"name": "t", "layer": layer}}
        model = Model(read_config(json.dumps(sequential(dense(input_dim=4), layer, held)), "x.json"))
        assert model.is_lower_bound
        assert "canary" not in sys.modules
        assert not (tmp_path / "ran").exists()

    def test_a_lambda(self):
        model = Model(read_file(str(HERE / "keras3" / "25_lambda.json")))
        assert model.total == 278

    def test_a_pickle(self, tmp_path):
        class Evil:
            def __reduce__(self):
                return (exec, ("import pathlib; pathlib.Path('ran').touch()",))

        refused(saved(tmp_path / "model.pkl", pickle.dumps(Evil())), "pickle")
        archive = tmp_path / "model.pt"
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("archive/data.pkl", pickle.dumps(Evil()))
        refused(archive, "PyTorch checkpoint")
        assert not Path("ran").exists()

    @NEEDS_H5PY
    def test_what_lies_in_the_folder_is_not_imported(self, tmp_path):
        for name in ("h5py", "numpy", "json", "sys", "paramcalc"):
            (tmp_path / f"{name}.py").write_text("import pathlib; pathlib.Path('ran').touch()")
        saved_model = str(HERE / "keras3" / "09_nested_frozen.h5")
        command = [str(Path(sys.executable).with_name("paramcalc")), "model", saved_model, "--json"]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, env=clean_environment(), check=True
        )
        assert json.loads(done.stdout)["total"] == 867
        assert not (tmp_path / "ran").exists()


class TestBounds:
    def test_deep_json(self, tmp_path):
        refused(saved(tmp_path / "a.json", b"[" * 1_000_000), "nested too deeply|not of a Keras model|not JSON|values")
        refused(saved(tmp_path / "b.json", b'{"class_name":' * 200_000), "nested too deeply|not JSON")

    def test_models_that_hold_each_other_many_times(self, tmp_path):
        """Forty models, each calling the one before twice: a million million layers if they were counted one by one."""
        inner = None
        for number in range(40):
            inputs = {
                "class_name": "InputLayer",
                "name": "i",
                "config": {"name": "i", "batch_shape": [None, 3]},
                "inbound_nodes": [],
            }
            layer = {**(inner or dense()), "name": "l"}
            layer["inbound_nodes"] = [[["i", 0, 0, {}]], [["l", 0, 0, {}]]]
            config = {
                "name": f"m{number}",
                "layers": [inputs, layer],
                "input_layers": [["i", 0, 0]],
                "output_layers": [["l", 1, 0]],
            }
            inner = {"class_name": "Functional", "config": config}
        started = time.process_time()
        model = Model(read_config(json.dumps(inner), "x.json"))
        assert model.total == 12
        assert time.process_time() - started < fuzz.SECONDS

    def test_a_million_layers(self, tmp_path):
        layers = ",".join(['{"class_name":"Flatten","config":{}}'] * (MAX_LAYERS + 1))
        text = f'{{"class_name":"Sequential","config":{{"layers":[{layers}]}}}}'
        refused(saved(tmp_path / "a.json", text.encode()), f"more than {MAX_LAYERS:,} layers")

    def test_a_long_file(self, tmp_path):
        refused(saved(tmp_path / "a.json", b"{" + b" " * MAX_CONFIG_BYTES), "has more than")

    def test_giant_numbers(self, tmp_path):
        counted = []
        for units in (10**2000, 10**400, -(10**30), 0, 1.5, "3", [3], {}, True, None):
            layers = sequential(dense(units=units, input_dim=4) if units != 10**2000 else dense())
            text = json.dumps(layers) if units != 10**2000 else json.dumps(layers).replace("3", "1" * 2000)
            try:
                total = Model(read_config(text, "x.json")).total
            except UsageError:
                continue
            counted.append((units, total))
        assert counted == [(10**400, 5 * 10**400)]

    def test_a_zip_bomb(self, tmp_path):
        path = tmp_path / "bomb.keras"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("config.json", b" " * (4 * MAX_CONFIG_BYTES))
        refused(path, "unpacks to more than")

    def test_memory(self, tmp_path):
        """The command stays within the promised memory."""
        bomb = tmp_path / "bomb.keras"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("config.json", b'{"a": [' + b"1," * (MAX_CONFIG_BYTES // 2 - 10) + b"1]}")
            packed.writestr("metadata.json", b" " * (8 * MAX_CONFIG_BYTES))
        code = f"import fuzz; from paramcalc.cli.app import run; print(int(run(['model', {str(bomb)!r}])), fuzz.peak())"
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(TOOLS)!r}); {code}"]
        done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(), check=True)
        code, peak = done.stdout.split()
        assert (int(code), int(peak) < fuzz.MEBIBYTES * 1024) == (2, True)


class TestBroken:
    @pytest.mark.parametrize("name", ["01_gru_seq.json", "09_nested_frozen.keras", "09_nested_frozen.h5"])
    @pytest.mark.parametrize("part", [0, 1, 7, 100, 0.5, 0.9, 0.999])
    def test_cut_off(self, name, part, tmp_path):
        if name.endswith(".h5") and not hdf5.is_there():
            pytest.skip("h5py is not installed: pip install 'paramcalc[h5]'")
        data = (HERE / "keras3" / name).read_bytes()
        length = part if isinstance(part, int) else int(len(data) * part)
        with pytest.raises(UsageError) as caught:
            Model(read_file(str(saved(tmp_path / name, data[:length]))))
        assert name in str(caught.value)

    @NEEDS_H5PY
    def test_links_out_of_the_file_are_not_followed(self, tmp_path):
        import h5py

        other = tmp_path / "other.h5"
        with h5py.File(other, "w") as file:
            file["secret"] = [1.0] * 7
        path = saved(tmp_path / "m.h5", (HERE / "keras3" / "09_nested_frozen.h5").read_bytes())
        with h5py.File(path, "r+") as file:
            group = file["model_weights/dense_6"]
            name = group.attrs["weight_names"][0]
            del group[name]
            group[name] = h5py.ExternalLink(str(other), "/secret")
        (difference,) = Model(read_file(str(path))).differences
        assert difference.stored is None


class TestFuzz:
    def test_a_short_run(self):
        count = 150 if hdf5.is_there() else 100
        wrong, peak = fuzz.run(10**6, count)
        assert wrong == []
        assert 0 < peak < fuzz.MEBIBYTES

    def test_every_kind_of_input_is_tried(self):
        kinds = {fuzz.case(seed)[0].split()[0] for seed in range(3000)}
        assert {"text", "source", "random"} < kinds
        assert {path.suffix for path in fuzz.MODEL_FILES} == set(fuzz.SHARES)
        assert {f"{path.parent.name}/{path.name}" for path in fuzz.MODEL_FILES} <= kinds

    def test_planted_faults_are_found(self, monkeypatch):
        def fault():
            raise KeyError("planted")

        monkeypatch.setattr(fuzz, "case", lambda seed: ("planted", fault))
        assert "KeyError: 'planted'" in fuzz.attempt(0)
        monkeypatch.setattr(
            fuzz, "case", lambda seed: ("planted", lambda: sum(range(10**7)) and fuzz.Model(fuzz.read_text("Dense(3)")))
        )
        monkeypatch.setattr(fuzz, "SECONDS", 0.01)
        assert " s" in fuzz.attempt(0)

    def test_a_crash_of_the_process_is_found(self, monkeypatch, tmp_path):
        script = tmp_path / "crash.py"
        script.write_text("import os; print('at 5', flush=True); os.abort()")
        monkeypatch.setattr(fuzz, "__file__", str(script))
        wrong, _ = fuzz.run(0, 1)
        assert len(wrong) == 1
        assert wrong[0].startswith("at 5: the process ended with -6")
