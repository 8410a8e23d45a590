"""A baseline: written, read again, and compared; what has changed is named, and a renamed layer is no change."""

from __future__ import annotations

import json

import pytest

from paramcalc import UsageError
from paramcalc.batch.baseline import Baseline, Change, baseline_text, key_of, read_baseline, record_of
from paramcalc.batch.count import LayerCount, ModelCount, count
from paramcalc.batch.search import Source

LINE = "Input((28, 28)) > GRU(75) > Dense(10)"


def counted(*layers, source="a.keras", **others):
    layers = tuple(LayerCount(*layer) for layer in layers)
    totals = {"total": sum(layer.total for layer in layers), "trainable": sum(layer.trainable for layer in layers)}
    return ModelCount(source, by_layer=layers, **{**totals, **others})


GRU, DENSE = ("gru", "GRU", 23400, 23400), ("dense", "Dense", 760, 760)

BEFORE = counted(GRU, DENSE)


def changes(now, before=BEFORE):
    return Baseline(".", {"a.keras": record_of(before)}).changes(now)


def test_nothing_has_changed():
    assert changes(BEFORE) == ()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            counted(("gru", "GRU", 23625, 23625), DENSE),
            [Change("layer total", "gru (GRU)", 23400, 23625), Change("total", "", 24160, 24385)],
        ),
        (
            counted(GRU, ("dense", "Dense", 760, 0)),
            [Change("layer trainable", "dense (Dense)", 760, 0), Change("trainable", "", 24160, 23400)],
        ),
        (counted(GRU), [Change("layer gone", "dense (Dense)", 760), Change("total", "", 24160, 23400)]),
        (
            counted(GRU, DENSE, ("d2", "Dense", 7, 7)),
            [Change("new layer", "d2 (Dense)", None, 7), Change("total", "", 24160, 24167)],
        ),
        (
            counted(("gru", "GRU", 23401, 23401), ("dense", "Dense", 759, 759)),
            [Change("layer total", "gru (GRU)", 23400, 23401), Change("layer total", "dense (Dense)", 760, 759)],
        ),
        (counted(GRU, DENSE, is_lower_bound=True), [Change("lower bound")]),
        (counted(GRU, DENSE, source="b.keras"), [Change("new model")]),
        (
            counted(("gru", "LSTM", 23400, 23400), DENSE),
            [Change("layer trainable", "gru (LSTM)", 23400, 23400)],
        ),
    ],
)
def test_changes(now, expected):
    assert list(changes(now)) == expected


def test_a_layer_with_another_name_is_no_change():
    assert changes(counted(("gru_1", *GRU[1:]), ("dense_7", *DENSE[1:]))) == ()
    two = counted(GRU, DENSE, ("d2", *DENSE[1:]))
    assert changes(counted(("x", *DENSE[1:]), GRU, ("y", *DENSE[1:])), two) == ()
    (gone, total) = changes(counted(GRU, ("x", *DENSE[1:])), two)
    assert (gone, total.difference) == (Change("layer gone", "d2 (Dense)", 760), -760)


def test_formulas():
    before = count(Source("Input((None, 6)) > GRU(u)"), by_layer=True)._replace(source="a.keras")
    after = count(Source("Input((None, 6)) > GRU(u, reset_after=False)"), by_layer=True)._replace(source="a.keras")
    assert changes(before, before) == ()
    layer, total = changes(after, before)
    assert (layer.before, layer.now, layer.difference) == ("3*(u**2 + 8*u)", "3*(u**2 + 7*u)", None)
    assert total.kind == "total"


def test_the_difference_of_a_new_layer_is_its_count():
    assert Change("new layer", "d", None, 7).difference == 7
    assert Change("layer gone", "d", 7).difference == -7


class TestFile:
    def write(self, path, counts):
        path.write_text(baseline_text(counts, str(path.parent)), encoding="utf-8")
        return path

    def test_written_and_read(self, tmp_path):
        inside = str(tmp_path / "models" / "a.keras")
        counts = [count(Source(LINE), by_layer=True), BEFORE._replace(source=inside), ModelCount(str(tmp_path / "z"))]
        baseline = read_baseline(str(self.write(tmp_path / "counts.json", counts)))
        assert list(baseline.models) == [LINE, "models/a.keras", "z"]
        assert all(baseline.changes(counted) == () for counted in counts)
        assert baseline.left_out(counts[:2]) == ["z"]

    def test_the_file_moves_with_its_models(self, tmp_path, monkeypatch):
        (tmp_path / "one").mkdir()
        self.write(tmp_path / "one" / "counts.json", [BEFORE._replace(source=str(tmp_path / "one" / "a.keras"))])
        (tmp_path / "one").rename(tmp_path / "two")
        monkeypatch.chdir(tmp_path / "two")
        assert read_baseline("counts.json").changes(BEFORE) == ()

    def test_a_line_for_each_layer(self, tmp_path):
        text = baseline_text([BEFORE], ".")
        assert '      ["gru", "GRU", 23400, 23400],\n      ["dense", "Dense", 760, 760]\n' in text
        assert json.loads(text)["models"]["a.keras"]["total"] == 24160
        assert json.loads(baseline_text([], ".")) == {"schema": 1, "models": {}}

    def test_numbers_of_any_length(self, tmp_path):
        huge = counted(("gru", "GRU", 10**5000, 0))
        path = self.write(tmp_path / "counts.json", [huge._replace(source=str(tmp_path / "a.keras"))])
        assert read_baseline(str(path)).models["a.keras"].total == 10**5000

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "it is no JSON"),
            ("[" * 100_000, "it is no JSON"),
            ("[]", "it has no schema"),
            ('{"models": {}}', "it has no schema"),
            ('{"schema": 2, "models": {}}', "a baseline has the schema 1, this file has 2"),
            ('{"schema": 1, "models": 3}', "is not a baseline"),
            ('{"schema": 1, "models": {"a": 3}}', "'a' in .* is not the entry of a baseline"),
            ('{"schema": 1, "models": {"a": {"total": 3}}}', "a key is missing"),
            ('{"schema": 1, "models": {"a": {"total": true, "trainable": 1, "layers": []}}}', "has another type"),
            (
                '{"schema": 1, "models": {"a": {"total": 1, "trainable": 1, "lower_bound": false, "layers": [[1]]}}}',
                "has another type",
            ),
            (
                '{"schema": 1, "models": {"a": {"total": 1, "trainable": 1, "lower_bound": 0, "layers": [[1,2,3,4]]}}}',
                "has another type",
            ),
        ],
    )
    def test_no_baseline(self, tmp_path, text, says):
        path = tmp_path / "counts.json"
        path.write_text(text)
        with pytest.raises(UsageError, match=says):
            read_baseline(str(path))

    def test_no_file(self):
        with pytest.raises(UsageError, match=r"cannot read missing.json"):
            read_baseline("missing.json")


def test_keys(tmp_path):
    assert key_of(LINE, "anywhere") == LINE
    assert key_of(str(tmp_path / "a" / "b.keras"), str(tmp_path)) == "a/b.keras"
    assert key_of(str(tmp_path / "b.keras"), str(tmp_path / "a")) == "../b.keras"
