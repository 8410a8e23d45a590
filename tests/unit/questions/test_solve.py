"""Sizes for budgets, against a search through all small sizes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paramcalc import gru, layer, lstm, rnn
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.errors import UsageError
from paramcalc.layers.breakdown import Breakdown
from paramcalc.questions.solve import GOALS, MEASURES, Measures, Question, Subject, layer_subject, solve, valid_range

LARGEST = 70
"""Sizes that the search tries: above any answer below."""

CELLS = {
    "gru": gru(input=28),
    "lstm of 64": lstm(64),
    "rnn": rnn(input=3, bias=False),
    "two directions": lstm(input=5, bidirectional=True, layers=2),
    "torch": layer("gru", input=7, framework="pytorch"),
    "conv": layer("convlstm2d", channels=3, kernel_size=3),
}


@cache
def count_at(subject, measure, size):
    return getattr(subject.at(size), {"params": "total"}.get(measure, measure))


def searched(subject, question, largest=LARGEST):
    """The best size by trying all: as the question is worded, in one line for each goal."""
    sizes = [size for size in range(subject.least, (subject.most or largest) + 1) if size % question.multiple_of == 0]
    counts = {size: count_at(subject, question.measure, size) for size in sizes}
    match question.goal:
        case "at most":
            return max((size for size in sizes if counts[size] <= question.limit), default=None)
        case "at least":
            return min((size for size in sizes if counts[size] >= question.limit), default=None)
    return min(sizes, key=lambda size: (abs(counts[size] - question.limit), size))


def solved(subject, question):
    result = solve(question, [subject])
    return result.solutions[0].size if result.solutions else None


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("every", [1, 8])
@pytest.mark.parametrize("name", CELLS)
def test_against_a_search(name, every, measure, goal):
    subject = layer_subject(name, CELLS[name])
    top = getattr(subject.at(LARGEST - 8), {"params": "total"}.get(measure, measure))
    for limit in {1, 2, 100, 1000, top // 7, top // 3, top // 2, top - 1, top}:
        question = Question(max(limit, 1), measure, goal, every)
        assert solved(subject, question) == searched(subject, question), question


@given(st.integers(1, 10**6), st.integers(1, 500), st.sampled_from(GOALS))
def test_any_limit(limit, features, goal):
    subject, question = layer_subject("gru", gru(input=features)), Question(limit, goal=goal)
    answer = solve(question, [subject]).solutions
    if not answer:
        assert goal == "at most"
        assert subject.at(1).total > limit
        return
    size, count = answer[0].size, lambda size: 3 * (size * size + size * features + 2 * size)
    assert (answer[0].measured, answer[0].spare) == (count(size), limit - count(size))
    assert answer[0].next_counts.params == count(size + 1)
    assert {
        "at most": count(size) <= limit < count(size + 1),
        "at least": count(size) >= limit and (size == 1 or count(size - 1) < limit),
        "nearest": abs(count(size) - limit) <= min(abs(count(other) - limit) for other in (size + 1, max(size - 1, 1))),
    }[goal]


@given(st.integers(10**300, 10**999))
def test_limits_of_hundreds_of_digits(limit):
    ((solution,), _) = solve(Question(limit), [layer_subject("lstm", lstm(input=28))])[1:]
    assert solution.measured <= limit < solution.next_counts.params


class Toy:
    """Anything with counts can be solved for; this count falls and rises."""

    def __init__(self, count: Polynomial) -> None:
        self.count = count
        self.macs = None

    @property
    def total(self):
        return self.count

    bytes = total


def toy(factors, least=1, most=None):
    count = sum((factor * Polynomial.symbol("k") ** power for power, factor in enumerate(factors)), Polynomial({}))
    return Subject("toy", Toy(count), "k", lambda size: Toy(count.at(k=size)), least, most)


@example([0, 5, -1], 6, "nearest", 1)  # 2 and 3 both give 6
@given(
    st.lists(st.integers(-40, 40), min_size=2, max_size=4).filter(lambda factors: any(factors[1:])),
    st.integers(1, 2000),
    st.sampled_from(GOALS),
    st.sampled_from([1, 3]),
)
def test_polynomials_that_fall_and_rise(factors, limit, goal, every):
    subject, question = toy(factors, 1, 60), Question(limit, goal=goal, multiple_of=every)
    assert solved(subject, question) == searched(subject, question)


def test_a_count_that_falls_for_ever_is_refused():
    with pytest.raises(UsageError, match="however large k is"):
        solve(Question(100), [toy([1000, -1])])
    assert solved(toy([1000, -1]), Question(100, goal="at least")) == 1
    assert solved(toy([1000, -1]), Question(100, goal="nearest")) == 900


def test_a_count_without_the_size_is_refused():
    with pytest.raises(UsageError, match="does not depend on k"):
        solve(Question(100), [toy([1000])])


def test_unknown_multiply_adds_are_refused():
    with pytest.raises(UsageError, match="multiply-adds of a layer are unknown"):
        solve(Question(100, "macs"), [toy([0, 1])])


@pytest.mark.parametrize(
    ("breakdown", "message"),
    [(gru(), "2 free sizes: units, input"), (gru(75, 28), "all sizes of gru are given"), (lstm(), "units, input")],
)
def test_exactly_one_size_is_free(breakdown, message):
    with pytest.raises(UsageError, match=message):
        layer_subject("x", breakdown)


def test_no_size_fits():
    result = solve(Question(2), [layer_subject("lstm", lstm(input=28))])
    assert result.solutions == ()
    assert (result.unsolved[0].size, result.unsolved[0].measured) == (1, 4 * (28 + 1 + 1))


def projected(units=None, projection=None):
    whole = layer("lstm", framework="pytorch", units=9, input=4, projection=3)
    sizes = {"units": units, "input": 4, "projection": projection}
    return Breakdown(whole.layer, {name: size for name, size in sizes.items() if size})


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("breakdown", [projected(units=9), projected(projection=5)])
def test_a_projection_is_smaller_than_the_units(breakdown, goal):
    subject = layer_subject("lstm", breakdown)
    for limit in (1, 300, 500, 550, 600, 3000):
        question = Question(limit, goal=goal)
        assert solved(subject, question) == searched(subject, question)


def test_the_last_size_has_no_next():
    (solution,) = solve(Question(10**6), [layer_subject("lstm", projected(units=9))]).solutions
    assert (solution.size, solution.next_size, solution.next_counts) == (8, None, None)


def test_no_multiple_is_small_enough():
    with pytest.raises(UsageError, match="at most 8, no multiple of 16"):
        solve(Question(10**6, multiple_of=16), [layer_subject("lstm", projected(units=9))])


@pytest.mark.parametrize(
    "question", [Question(0), Question(5, "weights"), Question(5, goal="about"), Question(5, multiple_of=0)]
)
def test_a_wrong_question(question):
    with pytest.raises(UsageError):
        solve(question, [layer_subject("gru", gru(input=28))])


def test_measures_in_a_data_type():
    from paramcalc.questions.solve import measures

    assert measures(gru(2, 3), "float16") == Measures(42, 84, gru(2, 3).macs)


@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=3).filter(lambda factors: any(factors[1:])), max_size=3)
)
def test_the_range_in_which_every_layer_has_an_output(lengths):
    polys = [
        sum((f * Polynomial.symbol("n") ** p for p, f in enumerate(factors)), Polynomial({})) for factors in lengths
    ]
    numbers = [n for n in range(1, 200) if all(poly.at(n=n) >= 1 for poly in polys)]
    try:
        least, most = valid_range(polys, "n")
    except UsageError:
        return
    assert all(poly.at(n=n) >= 1 for poly in polys for n in range(least, min(most or 200, 200) + 1))
    assert least in numbers
