"""The summary that cells have printed settles what they leave open, or contradicts the count."""

from __future__ import annotations

import pytest

from paramcalc.errors import UsageError
from tests.unit.readers.notebooks import HEAD, code, model_of, summary

GRU = (HEAD, "model = Sequential([Input((None, 4)), layers.GRU(8), layers.Dense(8)])")

FREE = (HEAD, "model = Sequential([layers.LSTM(8), layers.Dense(8)])", "model.fit(x, y)")


def shown(*rows: tuple[str, str, int], **options):
    return code("model.summary()", summary(*rows), **options)


def test_a_summary_of_the_same_total():
    model = model_of(*GRU, shown(("gru", "GRU", 336), ("dense", "Dense", 72)))
    assert model.total == 408
    assert model.spec.printed is not None
    assert model.spec.printed[1] == "cell 3"
    assert model.spec.notes == ()


def test_a_summary_of_an_older_keras():
    model = model_of(*GRU, shown(("gru", "GRU", 312), ("dense", "Dense", 72)))
    assert model.total == 384
    assert "Keras before 2.4 or TensorFlow 1" in model.spec.notes[0]


def test_a_summary_that_nothing_explains_is_kept():
    model = model_of(*GRU, shown(("gru", "GRU", 336), ("dense", "Dense", 99)))
    assert model.total == 408
    assert model.spec.printed[0].totals["total"] == 435
    assert model.spec.notes == ()


def test_the_features_that_no_source_states():
    model = model_of(*FREE, shown(("lstm", "LSTM", 448), ("dense", "Dense", 72)))
    assert model.total == 520
    assert "5 features" in model.spec.notes[0]


def test_a_total_that_no_features_give():
    assert model_of(*FREE, shown(("lstm", "LSTM", 449), ("dense", "Dense", 72))).total != 521


def test_cells_that_were_not_run():
    cells = [code(GRU[0], run=1), code(GRU[1], run=2), code("model.add(layers.Dense(1))")]
    rows = (("gru", "GRU", 336), ("dense", "Dense", 72))
    model = model_of(*cells, shown(*rows, run=3))
    assert model.total == 408
    assert "the cells that were run" in model.spec.notes[0]
    with pytest.raises(UsageError, match="the total is 417 after all cells in order, but 408 for"):
        model_of(*cells, code("model.summary()", run=3))


def test_cells_that_were_run_in_another_order():
    cells = [code(HEAD, run=1), code("n = 8", run=3), code("n = 4", run=2)]
    last = "model = Sequential([Input((4,)), layers.Dense(n)])"
    with pytest.raises(UsageError, match="the total is 20 after all cells in order, but 40"):
        model_of(*cells, code(last, run=4))
    assert model_of(*cells, code(last)).total == 20


@pytest.mark.parametrize(
    "cells",
    [
        (code("model.summary()", "nothing"),),
        (code("model.summary()\nmodel.summary()", summary(("gru", "GRU", 1))),),
        (code("model.summary()", summary(("gru", "GRU", 1))), "model.add(layers.Dense(8))"),
    ],
)
def test_a_summary_that_may_be_of_another_model_is_not_used(cells):
    assert model_of(*GRU, *cells).spec.printed is None


def test_the_optimizer_is_not_counted():
    text = summary(("gru", "GRU", 336), ("dense", "Dense", 72), total=410) + "Optimizer params: 2\n"
    assert model_of(*GRU, code("model.summary()", text)).spec.notes == ()


OUTSIDE = "from outside import thing\nmodel.fit(x, y, callbacks=[thing()])"

SIZED = (HEAD, "from outside import words\nn = len(words)\nmodel = Sequential([layers.Embedding(n, 4), layers.GRU(8)])")


def test_a_summary_confirms_what_other_code_has_not_changed():
    rows = (("gru", "GRU", 336), ("dense", "Dense", 72))
    model = model_of(*GRU, OUTSIDE, shown(*rows))
    assert model.total == 408
    assert "the summary in cell 4 confirms" in model.spec.notes[0]
    with pytest.raises(UsageError, match="the callbacks may change the model"):
        model_of(*GRU, OUTSIDE, shown(*rows[:1]))
    with pytest.raises(UsageError, match="the callbacks may change the model"):
        model_of(*GRU, OUTSIDE, "model.summary()")


def test_a_summary_shows_a_size_that_only_the_data_tells():
    model = model_of(*SIZED, shown(("embedding", "Embedding", 4 * 321), ("gru", "GRU", 336)))
    assert model.total == 4 * 321 + 336
    assert model.spec.notes == ("n is taken to be 321, which the summary in cell 3 shows",)


@pytest.mark.parametrize(
    "rows",
    [
        (("embedding", "Embedding", 4 * 321 + 1), ("gru", "GRU", 336)),
        (("embedding", "Embedding", 4 * 321), ("gru", "GRU", 340)),
        (("gru", "GRU", 336),),
    ],
)
def test_a_summary_that_no_size_gives(rows):
    with pytest.raises(UsageError, match="n cannot be known"):
        model_of(*SIZED, shown(*rows))


def test_a_value_beside_one_that_is_given():
    cells = (HEAD, "model = Sequential([Input((m,)), layers.Dense(n)])", shown(("dense", "Dense", 12)))
    assert model_of(*cells, set={"n": 2}).spec.notes[-1].startswith("m is taken to be 5")
    with pytest.raises(UsageError, match="cannot be known"):
        model_of(*cells)


ROWS = (("gru", "GRU", 336), ("dense", "Dense", 72))


@pytest.mark.parametrize(
    "cells",
    [
        (shown(*ROWS), "import outside\noutside.change(model)"),
        (code("import outside\nmodel.summary()\noutside.change(model)", summary(*ROWS)),),
        ("import outside\noutside.keep(model)", shown(*ROWS), "outside.run()"),
        (OUTSIDE, shown(*ROWS), "import outside\noutside.run()"),
    ],
)
def test_a_summary_says_nothing_of_what_other_code_does_behind_it(cells):
    with pytest.raises(UsageError, match=r"cannot be known|may change the model"):
        model_of(*GRU, *cells)


def test_code_behind_a_summary_that_changes_no_model():
    model = model_of(*GRU, OUTSIDE, shown(*ROWS), "print(model.count_params())\nmodel.save('a.keras')")
    assert "the summary in cell 4 confirms" in model.spec.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        # A Dense of 336 parameters and a GRU of 72 have the same total.
        summary(("gru", "GRU", 72), ("dense", "Dense", 336)).replace("72", "70").replace("336", "338"),
        summary(*ROWS) + "Trainable params: 72\nNon-trainable params: 336\n",
    ],
)
def test_a_summary_of_the_same_total_that_is_not_the_model(text):
    with pytest.raises(UsageError, match="the callbacks may change the model"):
        model_of(*GRU, OUTSIDE, code("model.summary()", text))
