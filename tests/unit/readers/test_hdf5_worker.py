"""What the worker process reads from an HDF5 file, called here without the process."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from types import SimpleNamespace

import pytest

from paramcalc.readers import hdf5_objects, hdf5_worker
from paramcalc.readers.hdf5_worker import answer, main, serve

numpy = pytest.importorskip("numpy", reason="NumPy is not installed: pip install 'paramcalc[numpy]'")

h5py = pytest.importorskip("h5py", reason="h5py is not installed: pip install 'paramcalc[h5]'")


@pytest.fixture
def ask(monkeypatch, capsys):
    """Ask the worker about a file that a function fills."""
    monkeypatch.setattr(hdf5_worker, "limit", lambda seconds: None)

    def asked(question, fill):
        file = io.BytesIO()
        with h5py.File(file, "w") as made:
            fill(made)
        data = file.getvalue()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"before" + data + b"behind")))
        main(["1", question, "6", str(len(data))])
        return json.loads(capsys.readouterr().out)

    return asked


def layers_of(made, **layers):
    """Weights of a .h5 file: for each layer the names of its tensors, each of the shape (2,)."""
    for name, tensors in layers.items():
        group = made.create_group(f"model_weights/{name}")
        group.attrs["weight_names"] = tensors
        for tensor in tensors:
            group[tensor] = [1.0, 2.0]


class TestModel:
    def test_texts_and_tensors(self, ask):
        def fill(made):
            made.attrs["model_config"] = "{}"
            made.attrs["keras_version"] = b"2.1.6"
            made.attrs["training_config"] = 3
            layers_of(made, d=["d/kernel:0", "d/bias:0"], flat=[], top_level_model_weights=[])

        answer = ask("model", fill)
        assert (answer["model_config"], answer["keras_version"], answer["training_config"]) == ("{}", "2.1.6", None)
        tensors = [["d/kernel:0", [2], "float64"], ["d/bias:0", [2], "float64"]]
        assert answer["stored"] == {"d": tensors, "flat": []}
        assert not answer["weights_only"]

    def test_names_that_keras_split(self, ask):
        def fill(made):
            layers_of(made, d=["a", "b"])
            attributes = made["model_weights/d"].attrs
            del attributes["weight_names"]
            attributes["weight_names0"], attributes["weight_names1"] = ["a"], [b"b"]

        assert [name for name, *_ in ask("model", fill)["stored"]["d"]] == ["a", "b"]

    def test_links_are_not_followed(self, ask, tmp_path):
        other = tmp_path / "other.h5"
        with h5py.File(other, "w") as made:
            made["secret"] = [1.0] * 7

        def fill(made):
            layers_of(made, d=["a", "b", "c"])
            group = made["model_weights/d"]
            for name, link in (("a", h5py.ExternalLink(str(other), "/secret")), ("b", h5py.SoftLink("/model_weights"))):
                del group[name]
                group[name] = link

        assert ask("model", fill)["stored"]["d"] == [["c", [2], "float64"]]


class TestWeights:
    def test_variables_by_group(self, ask):
        def fill(made):
            for path in ("layers/gru/cell/vars/10", "layers/gru/cell/vars/2", "layers/gru/vars/0"):
                made[path] = [1.0]
            made["layers/gru/seed_generator/vars/0"] = [1]
            made["layers/gru/vars"].attrs["name"] = "mine"
            made["optimizer/vars/0"] = [1.0]

        answer = ask("weights", fill)["groups"]
        assert answer.keys() == {"gru"}
        name, tensors = answer["gru"]
        assert (name, [path for path, *_ in tensors]) == ("mine", ["vars/0", "cell/vars/2", "cell/vars/10"])

    def test_a_custom_model(self, ask):
        def fill(made):
            made["dense/vars/0"] = made["optimizer/vars/0"] = made["vars/0"] = [1.0]

        assert ask("weights", fill)["groups"] == {"dense": ["", [["vars/0", [1], "float64"]]]}


class TestLimits:
    def test_a_large_attribute(self, ask, monkeypatch):
        monkeypatch.setattr(hdf5_objects, "MAX_ATTRIBUTE_BYTES", 10)
        answer = ask("model", lambda made: made.attrs.create("model_config", numpy.bytes_("x" * 11)))
        assert answer == {"error": "model_config has more than 10 bytes", "too_large": True}

    @pytest.mark.parametrize("question", ["model", "weights"])
    def test_many_objects(self, ask, monkeypatch, question):
        monkeypatch.setattr(hdf5_worker, "MAX_OBJECTS", 3)
        answer = ask(question, lambda made: layers_of(made, d=["a", "b", "c", "d"]))
        assert answer == {"error": "it has more than 3 groups and tensors", "too_large": True}

    def test_deep_groups(self, ask):
        answer = ask("weights", lambda made: made.create_group("layers" + "/g" * 50))
        assert answer == {"error": "it has more than 40 groups inside one another", "too_large": True}

    def test_an_object_of_another_type(self, ask):
        def fill(made):
            made.create_group("model_weights/d").attrs["weight_names"] = 3

        assert ask("model", fill) == {
            "error": "it holds an object of another type than Keras writes",
            "too_large": False,
        }


def filled(fill):
    file = io.BytesIO()
    with h5py.File(file, "w") as made:
        fill(made)
    return file


class TestSmallFiles:
    """A small file is read at once: the answer is that for a large one."""

    @pytest.mark.parametrize("most", [0, 2**20])
    def test_the_same_answer(self, most, monkeypatch):
        monkeypatch.setattr(hdf5_worker, "SMALL_FILE_BYTES", most)
        file = filled(lambda made: layers_of(made, d=["d/kernel:0"]))
        size = len(file.getvalue())
        assert answer("model", 0, size, file)["stored"] == {"d": [("d/kernel:0", (2,), "float64")]}
        assert "truncated file" in answer("model", 0, size - 9, file)["error"]
        assert "error" in answer("model", 0, 0, file)


class TestServe:
    """One question after another; it ends with the connection, and after a while without questions."""

    @pytest.fixture
    def ours(self, monkeypatch):
        monkeypatch.setattr(hdf5_worker, "limit_time", lambda seconds: None)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            thread = threading.Thread(target=serve, args=(theirs, 1.0))
            thread.start()
            yield ours
            ours.close()
            thread.join(9)
            assert not thread.is_alive()

    def test_several_questions(self, ours, tmp_path):
        path = tmp_path / "m.h5"
        path.write_bytes(filled(lambda made: layers_of(made, d=["d/kernel:0"])).getvalue())
        with path.open("rb") as file:
            for length in (path.stat().st_size, 100, path.stat().st_size):
                socket.send_fds(ours, [json.dumps(["model", 0, length]).encode()], [file.fileno()])
                line = json.loads(ours.recv(9999))
                assert ("error" in line) is (length == 100)

    def test_no_question(self, monkeypatch):
        monkeypatch.setattr(hdf5_worker, "IDLE_SECONDS", 0.01)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            serve(theirs, 1.0)
