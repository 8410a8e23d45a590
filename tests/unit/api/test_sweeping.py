"""`paramcalc.sweep`: lines and sources over many sizes, in every form."""

import csv
import io

import pytest
from support import SAVED_MODELS

import paramcalc
from paramcalc import UsageError

LINE = "Input((None, 6)) > GRU(u) > Dense(3)"


def test_csv_and_dictionaries_have_a_row_for_each_size():
    result = paramcalc.sweep(LINE, u=range(8, 25, 8), steps=50)
    rows = list(csv.DictReader(io.StringIO(result.to("csv"))))
    assert [row["u"] for row in rows] == ["8", "16", "24"]
    assert rows[0] == {
        "u": "8",
        "params": "411",
        "trainable": "411",
        "bytes": "1644",
        "macs": "16824",
        "lower_bound": "false",
    }
    assert result.to_dicts()[0] == {
        "u": 8,
        "params": 411,
        "trainable": 411,
        "bytes": 1644,
        "macs": 16824,
        "lower_bound": False,
    }


def test_a_dataframe():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(paramcalc.sweep(LINE, u=(8, 16)).to_dicts())
    assert frame["params"].sum() == 411 + 1203


def test_data_types_and_further_values():
    result = paramcalc.sweep("Input((None, 6)) > GRU(u) > Dense(v)", {"u": [8]}, set={"v": 3}, dtype="int4")
    assert [point.bytes for point in result.points] == [72 + 96 + 24 + 12 + 2]
    assert repr(result) == "<Input((None, 6)) > GRU(u) > Dense(v) over u: 1 models>"


def test_a_source(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(
        "import keras, sys\nn = int(sys.argv[1])\nm = keras.Sequential([keras.Input((5,)), keras.layers.Dense(n)])\n"
    )
    assert [point.params for point in paramcalc.sweep(path, n=[1, 2]).points] == [6, 12]


def test_other_sizes_than_numbers_stay_formulas():
    result = paramcalc.sweep("GRU(u, reset_after=False)", u=[2])
    assert result.points[0].params.at(input=5) == 3 * 2 * (5 + 2 + 1)
    assert "polynomial" in result.to("json")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: paramcalc.sweep(LINE), "needs a name"),
        (lambda: paramcalc.sweep(LINE, v=[3]), "v=3: the line has no size called v"),
        (lambda: paramcalc.sweep(LINE, u=[3], set={"u": 3}), "u has many values and one, too"),
        (lambda: paramcalc.sweep(SAVED_MODELS / "keras3" / "01_gru_seq.json", u=[3]), "a saved model has no names"),
        (lambda: paramcalc.sweep(LINE, u=[3], dtype="int5"), "no dtype"),
        (lambda: paramcalc.sweep("Input((4, 6)) > GRU(u)", u=[3], steps=9), "u=3: steps=9: no input"),
    ],
)
def test_what_is_no_sweep_is_refused(call, message):
    with pytest.raises(UsageError, match=message):
        call()
