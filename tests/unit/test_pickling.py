"""Results are sent between processes: every answer comes back from pickle as it was, and so does every error."""

from __future__ import annotations

import pickle
from types import MappingProxyType

import pytest
from examples import CASES, EXAMPLES
from support import CASES as FILES
from support import SAVED_MODELS

import paramcalc
from paramcalc import EquationError, IncompleteError, MissingDependencyError, ParamcalcError, UsageError
from paramcalc.batch.count import count
from paramcalc.batch.search import Source
from paramcalc.document import text
from paramcalc.errors import Remedy, SourceError

ERRORS = [
    ParamcalcError("a"),
    UsageError("a", tip="b"),
    UsageError("a", remedy=Remedy("set", "n=3")),
    EquationError("a", line=1, column=2, tip="b"),
    SourceError("a", line=3, remedy=Remedy("name", "m")),
    IncompleteError("a"),
    MissingDependencyError("a", tip="b"),
]


def again(value):
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize(("subject", "name"), [case for case in CASES if case[0] != "models"])
def test_every_answer(subject, name):
    value = EXAMPLES[subject][name]
    assert text(subject, again(value), "json") == text(subject, value, "json")


def test_a_read_only_dictionary_stays_one():
    assert isinstance(again(MappingProxyType({"a": 1})), MappingProxyType)


@pytest.mark.parametrize(
    "result",
    [
        paramcalc.gru(75, 28),
        paramcalc.layer(paramcalc.custom_cell("h: units\nh = tanh(W @ x + U @ h + b)"), units=3),
        paramcalc.compare("gru", units=[3, 4], input=5),
        paramcalc.compare("rnn", "gru", units=3, input=5),
    ],
    ids=repr,
)
def test_a_result_keeps_its_class(result):
    assert type(again(result)) is type(result)
    assert str(again(result)) == str(result)


@pytest.mark.parametrize(
    "path", sorted(SAVED_MODELS.rglob("*_*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_saved_models(path):
    model = paramcalc.read(path)
    other = again(model)
    assert (other.total, other.by("layer"), other.macs) == (model.total, model.by("layer"), model.macs)
    assert other.to("json", depth=3) == model.to("json", depth=3)


@pytest.mark.parametrize("path", sorted((FILES / "source" / "keras").glob("a0*.py")), ids=lambda path: path.stem)
def test_models_of_source(path):
    try:
        model = paramcalc.read(path)
    except ParamcalcError as error:
        assert str(again(error)) == str(error)
    else:
        assert again(model).to("json") == model.to("json")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors(error):
    other = again(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert other.__dict__ == error.__dict__


def test_the_counts_of_many():
    counts = [count(Source(line)) for line in ("GRU(3)", "Input((28, 28)) > GRU(75)", "missing.keras")]
    assert again(counts) == counts
    assert len(pickle.dumps(counts[1])) < 1000
