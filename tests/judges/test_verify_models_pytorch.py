"""Whole models against the real PyTorch."""

from __future__ import annotations

import pytest

from paramcalc import ExitCode, verify
from paramcalc import model as line
from paramcalc.classes import layer_classes
from paramcalc.cli.app import run

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install 'paramcalc[torch]'")


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("LSTM(300, 512) > Linear(512, 20)", 1_677_332),
        (
            "Embedding(1000, 64) > LSTM(64, 32, num_layers=2, bidirectional=True, proj_size=5) > Linear(10, 3)",
            87_201,
        ),
        ("Conv2d(3, 8, 3, padding=1) > BatchNorm2d(8) > ReLU() > MaxPool2d(2)", 240),
        ("TransformerEncoder(TransformerEncoderLayer(16, 4), 2)", 137_504),
    ],
)
def test_agrees(text, total):
    verdict = verify(line(text, framework="pytorch"))
    assert verdict.ok, [each for each in verdict.layers if not each.ok]
    assert (verdict.derived, verdict.built) == (total, total)
    assert all(len(each.tensors) == len({pair.built.name for pair in each.tensors}) for each in verdict.layers)


def test_a_lie_of_ours(monkeypatch):
    entries = layer_classes("pytorch")
    monkeypatch.setitem(entries, "Linear", entries["Linear"]._replace(weights="weight (out_features, in_features)"))
    assert verify(line("Linear(3, 4)", framework="pytorch")).problems == ("count", "tensors")


def test_the_command(capsys):
    assert run(["verify", "LSTM(3, 4) > Linear(4, 2)", "--framework", "pytorch"]) == ExitCode.OK
    out = capsys.readouterr().out
    assert 'built without allocating memory, in torch.device("meta")' in out
    assert "PyTorch" in out
