"""The records of the listings."""

from __future__ import annotations

import csv
import io
import json

from paramcalc.classes import LAYER_CLASSES, layer_classes
from paramcalc.document import text
from paramcalc.frameworks import FRAMEWORKS, cells


def test_the_frameworks():
    (only,) = json.loads(text("frameworks", ["pytorch"], "json"))["frameworks"]
    assert only["framework"] == "pytorch"
    assert only["cells"][1]["biases"] == {"i": 2, "f": 2, "g": 2, "o": 2}
    assert only["cells"][1]["options"] == ["projection=N", "bias=False"]
    assert only["cells"][1]["tensors"] == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]


def test_csv_has_a_line_for_each_cell():
    rows = list(csv.DictReader(io.StringIO(text("frameworks", list(FRAMEWORKS), "csv"))))
    assert [(row["framework"], row["cell"]) for row in rows] == [
        (name, cell) for name, framework in FRAMEWORKS.items() for cell in framework.cells
    ]
    assert rows[2]["gates"] == "z, r, h"


def test_every_class_is_an_entry():
    layers = json.loads(text("classes", list(LAYER_CLASSES), "json"))["layers"]
    assert {(entry["framework"], entry["class"]) for entry in layers} == {
        (name, kind) for name in LAYER_CLASSES for kind in layer_classes(name)
    }
    (dense,) = [entry for entry in layers if (entry["framework"], entry["class"]) == ("keras", "Dense")]
    assert dense["arguments"].startswith("units, ")
    assert any(entry["aliases"] for entry in layers)


def test_the_cells():
    listed = {entry["cell"]: entry for entry in json.loads(text("cells", list(cells()), "json"))["cells"]}
    assert list(listed) == list(cells())
    assert listed["gru"]["frameworks"] == [name for name in FRAMEWORKS if "gru" in FRAMEWORKS[name].cells]
    assert [(option["setting"], option["frameworks"]) for option in listed["gru"]["options"]] == [
        ("reset_after=False", ["keras"]),
        ("linear_before_reset=True", ["onnx"]),
    ]
    assert listed["convlstm1d"]["sizes"] == ["filters", "channels", "kernel_1"]
    (line,) = csv.DictReader(io.StringIO(text("cells", ["lstm"], "csv")))
    assert (line["sizes"], line["options"]) == ("units, input", "projection=N, peepholes=True")
