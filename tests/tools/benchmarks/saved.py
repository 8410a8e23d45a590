"""Saved models for the benchmarks: of many layers, and with weights of many megabytes."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

CELLS = ("GRU", "LSTM", "SimpleRNN", "Dense")


def written(folder: Path, layers: int) -> Path:
    """A functional model of Keras 3 with so many layers of all kinds, each on the one before, as JSON."""
    path = folder / f"{layers}.json"
    path.write_text(json.dumps(functional(layers)))
    return path


def functional(layers: int) -> dict[str, Any]:
    entries = [_entry("InputLayer", "x0", {"batch_shape": [None, 12, 8]}, None, None)]
    width = 8
    for number in range(1, layers + 1):
        units = 4 + number % 29
        config = {"units": units, "use_bias": number % 5 > 0, "return_sequences": True, "trainable": True}
        kind = CELLS[number % len(CELLS)]
        if kind == "Dense":
            del config["return_sequences"]
        entries.append(_entry(kind, f"x{number}", config, f"x{number - 1}", [None, 12, width]))
        width = units
    ends = {"input_layers": ["x0", 0, 0], "output_layers": [f"x{layers}", 0, 0]}
    return {"class_name": "Functional", "module": "keras", "config": {"name": "m", "layers": entries, **ends}}


def _entry(kind: str, name: str, config: dict[str, Any], source: str | None, shape: list[int | None] | None) -> Any:
    tensor = {"class_name": "__keras_tensor__", "config": {"shape": shape, "keras_history": [source, 0, 0]}}
    return {
        "module": "keras.layers",
        "class_name": kind,
        "name": name,
        "config": {"name": name, **config},
        "build_config": {"input_shape": shape},
        "inbound_nodes": [] if source is None else [{"args": [tensor], "kwargs": {}}],
    }


def archived(folder: Path, rows: int) -> Path:
    """A .keras file of an embedding of so many rows and an LSTM, with its weights."""
    import h5py
    import numpy as np

    layers = [
        {"class_name": "Embedding", "config": {"name": "embedding", "input_dim": rows, "output_dim": 64}},
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 32}},
    ]
    config = {"name": "m", "layers": layers, "build_input_shape": [None, 9]}
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file["layers/embedding/vars/0"] = np.zeros((rows, 64), "float32")
        for number, shape in enumerate([(64, 128), (32, 128), (128,)]):
            file[f"layers/lstm/cell/vars/{number}"] = np.zeros(shape, "float32")
    path = folder / f"{rows}.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "module": "keras", "config": config}))
        archive.writestr("model.weights.h5", held.getvalue())
    return path


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(archived(folder, 1_000), archived(folder, 1_000_000), written(folder, 5_000), written(folder, 10_000))
