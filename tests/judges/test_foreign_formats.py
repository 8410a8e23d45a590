"""Files that other programs really write, each recognised by its content."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.readers.files import read_file


def refused(path) -> str:
    with pytest.raises(UsageError) as caught:
        read_file(str(path))
    assert caught.value.tip
    return caught.value.message


def test_numpy(tmp_path):
    numpy = pytest.importorskip("numpy")
    numpy.savez(tmp_path / "a.npz", kernel=numpy.ones(3))
    numpy.savez_compressed(tmp_path / "b.npz", kernel=numpy.ones(3))
    numpy.save(tmp_path / "a.npy", numpy.ones(3))
    assert {"NumPy (.npz)" in refused(tmp_path / name) for name in ("a.npz", "b.npz")} == {True}
    assert "NumPy (.npy)" in refused(tmp_path / "a.npy")


def test_pytorch(tmp_path):
    torch = pytest.importorskip("torch", reason="pip install torch")
    module = torch.nn.Linear(3, 2)
    torch.save(module.state_dict(), tmp_path / "new.pt")
    torch.save(module.state_dict(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    torch.jit.script(module).save(str(tmp_path / "script.pt"))
    assert "PyTorch checkpoint" in refused(tmp_path / "new.pt")
    assert "PyTorch checkpoint" in refused(tmp_path / "old.pth")
    assert "TorchScript" in refused(tmp_path / "script.pt")


def test_onnx(tmp_path):
    onnx = pytest.importorskip("onnx", reason="pip install onnx")
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    other = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", [value], [other])
    for name, facts in {"plain": {}, "named": {"producer_name": "pytorch", "producer_version": "2.7"}}.items():
        onnx.save(onnx.helper.make_model(graph, **facts), tmp_path / f"{name}.onnx")
        assert "ONNX" in refused(tmp_path / f"{name}.onnx")


def test_safetensors(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy", reason="pip install safetensors")
    import numpy

    safetensors.save_file({"kernel": numpy.ones((3, 2), "float32")}, tmp_path / "a.safetensors")
    safetensors.save_file({"kernel": numpy.ones(2)}, tmp_path / "b.safetensors", metadata={"format": "pt"})
    assert {"safetensors" in refused(tmp_path / f"{name}.safetensors") for name in "ab"} == {True}


def test_tensorflow(tmp_path):
    tensorflow = pytest.importorskip("tensorflow", reason="pip install 'paramcalc[tensorflow]'")
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.export(tmp_path / "saved", verbose=False)
    assert "SavedModel" in refused(tmp_path / "saved")
    assert "SavedModel" in refused(tmp_path / "saved" / "saved_model.pb")
    lite = tensorflow.lite.TFLiteConverter.from_keras_model(model).convert()
    (tmp_path / "model.tflite").write_bytes(lite)
    assert "TensorFlow Lite" in refused(tmp_path / "model.tflite")
