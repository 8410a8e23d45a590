"""The answer about many models: statuses, failures, the sum, and the exit code of the first thing that went wrong."""

from __future__ import annotations

import pytest

from paramcalc.batch.answer import STATUSES, ModelsAnswer
from paramcalc.batch.baseline import Baseline, record_of
from paramcalc.batch.count import ModelCount, count
from paramcalc.batch.search import Source
from paramcalc.errors import ExitCode
from paramcalc.questions.limits import Limits

OK = ModelCount("ok", layers=2, total=5, trainable=3, bytes=20)
LOWER = OK._replace(is_lower_bound=True)
FREE = count(Source("GRU(3)"))
DIFFERS = OK._replace(differences=1)
BROKEN = ModelCount("broken", error="it is broken", exit_code=ExitCode.USAGE)
MISSING = ModelCount("missing", error="h5py is missing", exit_code=ExitCode.MISSING)
OURS = ModelCount("ours", error="internal error", exit_code=ExitCode.INTERNAL)

NONE = Limits()


@pytest.mark.parametrize(
    ("counts", "limits", "statuses", "code"),
    [
        ([OK], NONE, ["ok"], 0),
        ([], NONE, [], 0),
        ([FREE, OK], NONE, ["formula", "ok"], 0),
        ([LOWER, OK], NONE, ["lower bound", "ok"], 4),
        ([DIFFERS, LOWER], NONE, ["differs", "lower bound"], 1),
        ([DIFFERS, OK], Limits(params=4), ["over limit", "over limit"], 5),
        ([OK, LOWER], Limits(params=5), ["ok", "over limit"], 5),
        ([OK, FREE], Limits(params=10**9), ["ok", "over limit"], 5),
        ([OK, FREE], Limits(no_unknown=True), ["ok", "over limit"], 5),
        ([OK, BROKEN, DIFFERS], Limits(params=4), ["over limit", "error", "over limit"], 2),
        ([MISSING], NONE, ["error"], 3),
        ([MISSING, BROKEN], NONE, ["error", "error"], 2),
        ([MISSING, OURS], NONE, ["error", "error"], 70),
    ],
)
def test_status_and_exit_code(counts, limits, statuses, code):
    answer = ModelsAnswer(counts, limits)
    assert [model.status for model in answer] == statuses
    assert answer.exit_code == code
    assert len(answer.failures) == statuses.count("over limit")


def test_a_model_that_is_not_in_the_baseline_has_changed():
    answer = ModelsAnswer([OK, BROKEN], NONE, Baseline(".", {}))
    assert [model.status for model in answer] == ["changed", "error"]
    assert answer.exit_code == ExitCode.USAGE
    assert ModelsAnswer([OK], NONE, Baseline(".", {})).exit_code == ExitCode.LIMIT


def test_every_status_occurs():
    answer = ModelsAnswer([OK, FREE, LOWER, DIFFERS, BROKEN], NONE)
    assert {model.status for model in answer} | {"over limit", "changed"} == set(STATUSES)


def test_the_sum():
    whole = ModelsAnswer([OK, OK._replace(total=7, trainable=7, bytes=28)], NONE).sum
    assert whole.source == ""
    assert (whole.layers, whole.total, whole.trainable, whole.bytes, whole.is_lower_bound) == (4, 12, 10, 48, False)


@pytest.mark.parametrize("other", [LOWER, FREE, BROKEN])
def test_the_sum_is_a_lower_bound_with_a_count_that_is_no_number(other):
    whole = ModelsAnswer([OK, other], NONE).sum
    assert whole.is_lower_bound
    assert whole.total == (10 if other is LOWER else 5)


def test_models_are_counted_once_and_when_they_are_asked_for():
    asked = []
    answer = ModelsAnswer((asked.append(count) or count for count in (OK, LOWER, FREE)), NONE)
    first = iter(answer)
    next(first)
    assert asked == [OK]
    assert [model.counted for model in answer] == [OK, LOWER, FREE]
    assert len(list(first)) == 2
    assert len(asked) == 3


def test_each_count_has_its_own_limit():
    counted = OK._replace(macs=7, unknown=("mine: unknown",))
    answer = ModelsAnswer([counted], Limits(params=4, bytes=19, macs=6))
    (model,) = answer
    assert [(excess.kind, excess.value, excess.unknown) for excess in model.excesses] == [
        ("params", 5, ("mine: unknown",)),
        ("bytes", 20, ("mine: unknown",)),
        ("macs", 7, ("mine: unknown",)),
    ]


def test_a_broken_file_is_held_against_nothing():
    answer = ModelsAnswer([BROKEN], Limits(macs=1, no_unknown=True), Baseline(".", {}))
    assert answer.failures == []


def test_models_of_the_baseline_that_were_not_counted():
    baseline = Baseline(".", {"ok": record_of(OK), "gone": record_of(OK)})
    assert ModelsAnswer([OK], NONE, baseline).left_out == ["gone"]
    assert ModelsAnswer([OK], NONE).left_out == []
