"""Many small saved models in a folder, as Keras writes them: `python tests/tools/model_folder.py FOLDER COUNT`."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

FORMS = ("keras", "h5", "json")

SIZES = 20
"""Different models; the files beyond are copies of them."""

FEATURES, CLASSES = 8, 3


def total_of(units: int) -> int:
    """The parameters of GRU(units) on 8 features with a Dense(3) above."""
    gru = 3 * (FEATURES * units + units * units + 2 * units)
    return gru + (units + 1) * CLASSES


def fill(folder: Path, count: int, forms: tuple[str, ...] = FORMS) -> int:
    """Write so many models into the folder, in the forms in turn; returns the number of their parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {(form, size): content(form, 4 + size) for form in forms for size in range(SIZES)}
    total = 0
    for number in range(count):
        form, size = forms[number % len(forms)], number % SIZES
        (folder / f"model_{number:05}.{form}").write_bytes(contents[form, size])
        total += total_of(4 + size)
    return total


def content(form: str, units: int) -> bytes:
    """A model with so many units as a file."""
    return {"json": _json, "h5": _h5, "keras": _keras}[form](units)


def config(units: int) -> dict[str, Any]:
    initializer = {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": None}}
    policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}
    common: dict[str, Any] = {"trainable": True, "dtype": policy, "use_bias": True, "kernel_initializer": initializer}
    gru = {
        "name": "gru",
        "return_sequences": False,
        "return_state": False,
        "go_backwards": False,
        "stateful": False,
        "unroll": False,
        "zero_output_for_mask": False,
        "units": units,
        "activation": "tanh",
        "reset_after": True,
        "recurrent_activation": "sigmoid",
        "dropout": 0.0,
        "recurrent_dropout": 0.0,
        "implementation": 2,
        **common,
    }
    dense = {"name": "dense", "units": CLASSES, "activation": "softmax", **common}
    layers = [
        _layer("InputLayer", {"batch_shape": [None, 10, FEATURES], "dtype": "float32", "name": "input"}, None),
        _layer("GRU", gru, [None, 10, FEATURES]),
        _layer("Dense", dense, [None, units]),
    ]
    inner = {"name": "sequential", "trainable": True, "dtype": policy, "layers": layers}
    return {"module": "keras", "class_name": "Sequential", "config": {**inner, "build_input_shape": [None, 10, 8]}}


def _layer(kind: str, config: dict[str, Any], shape: Any) -> dict[str, Any]:
    built = {} if shape is None else {"build_config": {"input_shape": shape}}
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None, **built}


def _tensors(units: int) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    gru = [("kernel", (FEATURES, 3 * units)), ("recurrent_kernel", (units, 3 * units)), ("bias", (2, 3 * units))]
    return {"gru": gru, "dense": [("kernel", (units, CLASSES)), ("bias", (CLASSES,))]}


def _json(units: int) -> bytes:
    return json.dumps(config(units)).encode()


def _h5(units: int) -> bytes:
    import h5py
    import numpy as np

    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.attrs["model_config"] = json.dumps(config(units))
        file.attrs["keras_version"] = "3.15.1"
        file.attrs["backend"] = "tensorflow"
        for layer, tensors in _tensors(units).items():
            group = file.create_group(f"model_weights/{layer}")
            group.attrs["weight_names"] = [f"sequential/{layer}/{name}" for name, _ in tensors]
            for name, shape in tensors:
                group[f"sequential/{layer}/{name}"] = np.zeros(shape, "float32")
        file["model_weights"].attrs["layer_names"] = list(_tensors(units))
    return held.getvalue()


def _keras(units: int) -> bytes:
    import h5py
    import numpy as np

    held, packed = io.BytesIO(), io.BytesIO()
    with h5py.File(held, "w") as file:
        for layer, tensors in _tensors(units).items():
            path = f"layers/{layer}/cell/vars" if layer == "gru" else f"layers/{layer}/vars"
            for number, (_, shape) in enumerate(tensors):
                file[f"{path}/{number}"] = np.zeros(shape, "float32")
            file.require_group(f"layers/{layer}/vars").attrs["name"] = layer
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1", "date_saved": "2026-01-01@12:00:00"}))
        archive.writestr("config.json", json.dumps(config(units)))
        archive.writestr("model.weights.h5", held.getvalue())
    return packed.getvalue()


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), int(sys.argv[2]), tuple(sys.argv[3:]) or FORMS))
