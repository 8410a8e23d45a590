"""From a budget to a size, in Python."""

from __future__ import annotations

import re

import pytest

import paramcalc
from paramcalc import UsageError, gru, lstm, solve


class TestSolve:
    def test_cells_and_breakdowns(self):
        assert solve("gru", input=28, params=50_000).solutions[0].size == 114
        assert solve(gru(input=28), params="50k").solutions[0].size == 114
        assert [one.size for one in solve("rnn", "lstm", "gru", input=28, params="50_000").solutions] == [209, 98, 114]

    def test_frameworks(self):
        answer = solve("lstm", input=28, params=50_000, framework=["keras", "torch"])
        assert [(one.label, one.size) for one in answer.solutions] == [("Keras LSTM", 98), ("PyTorch LSTM", 97)]

    def test_like(self):
        assert solve("lstm", input=28, like=gru(75, 28), goal="nearest").solutions[0].size == 64
        assert solve("lstm", input=28, like="Input((28, 28)) > GRU(75)", goal="nearest").solutions[0].size == 64

    def test_an_option_that_only_some_cells_have(self):
        answer = solve("rnn", "gru", input=28, params=50_000, reset_after=False)
        assert [one.size for one in answer.solutions] == [209, 115]
        with pytest.raises(UsageError, match="reset_after"):
            solve("lstm", input=28, params=50_000, reset_after=False)

    def test_a_size_that_may_be_left_out(self):
        answer = solve("lstm", framework="pytorch", units=64, input=28, free="projection", params=20_000)
        (solution,) = answer.solutions
        assert (solution.free, solution.size) == ("projection", 38)

    def test_bytes_in_a_data_type(self):
        (solution,) = solve("gru", input=28, bytes="64KiB", dtype="int8").solutions
        assert (solution.size, solution.counts.bytes) == (133, 65_037)

    @pytest.mark.parametrize(
        "arguments",
        [
            {},
            {"params": 5, "bytes": 5},
            {"params": 0},
            {"params": "x"},
            {"params": 5, "goal": "about"},
            {"params": 5, "multiple_of": 0},
            {"params": 5, "dtype": "float3"},
            {"params": 5, "units": 3},
            {"params": 5, "free": "unit"},
            {"like": gru()},
            {"like": "gru"},
            {"like": 2.5},
            {"params": 5, "framework": "tensorflw"},
        ],
        ids=str,
    )
    def test_wrong_questions(self, arguments):
        with pytest.raises(UsageError):
            solve("gru", input=28, **arguments)

    def test_what_is_solved_for(self):
        with pytest.raises(UsageError, match="takes a cell"):
            solve(params=5)
        with pytest.raises(UsageError, match="takes cells"):
            solve(7, params=5)
        with pytest.raises(UsageError, match="same free size"):
            solve(gru(input=5), lstm(units=5), params=500)

    def test_it_shows_itself(self):
        answer = solve("gru", input=28, params=50_000)
        assert str(answer).startswith("units for at most 50,000 parameters")
        assert "<table" in answer._repr_html_()


def test_the_package_hands_them_on():
    assert {"solve", "check"} <= set(paramcalc.__all__)
    assert all(hasattr(paramcalc, name) for name in paramcalc.__all__)


class TestLines:
    """Lines of layers with one symbol, against the model counted with every number."""

    @pytest.mark.parametrize(
        ("line", "least"),
        [
            ("Input((28, 28)) > GRU(u) > Dense(10)", 1),
            ("Input((28, 28)) > GRU(2 * u) > Dense(10)", 1),
            ("Input((28, u)) > Bidirectional(LSTM(5)) > Dense(u)", 1),
            ("Input((u, 3)) > Conv1D(8, 3) > Flatten() > Dense(10)", 3),
            ("Input((None,)) > Embedding(u, 32) > LSTM(32)", 1),
        ],
    )
    @pytest.mark.parametrize("goal", ["at most", "at least", "nearest"])
    def test_against_a_search(self, line, least, goal):
        totals = {}
        for size in range(least, 40):
            totals[size] = paramcalc.model(re.sub(r"\bu\b", str(size), line)).total
        for limit in (totals[20], totals[20] + 1, totals[21] - 1):
            expected = {
                "at most": max(size for size, total in totals.items() if total <= limit),
                "at least": min(size for size, total in totals.items() if total >= limit),
                "nearest": min(totals, key=lambda size: (abs(totals[size] - limit), size)),
            }
            (solution,) = solve(line, params=limit, goal=goal).solutions
            assert (solution.size, solution.counts.params) == (expected[goal], totals[expected[goal]])

    def test_bytes(self):
        (solution,) = solve("Input((28, 28)) > GRU(u) > Dense(10)", bytes="64KiB", dtype="int8").solutions
        assert solution.counts.bytes == solution.counts.params <= 65_536
        assert solution.next_counts.bytes > 65_536

    def test_the_shortest_input(self):
        assert solve("Input((n, 3)) > Conv1D(8, 3) > Flatten() > Dense(10)", params=5).unsolved[0].size == 3

    @pytest.mark.parametrize("line", ["GRU(u) > Dense(10)", "Input((28, 28)) > GRU(75)", "Input((m, n)) > GRU(u)"])
    def test_exactly_one_symbol(self, line):
        with pytest.raises(UsageError, match="exactly one is needed"):
            solve(line, params=5000)

    def test_a_line_has_its_own_settings(self):
        with pytest.raises(UsageError, match="its own settings"):
            solve("Input((28, 28)) > GRU(u)", params=5000, units=3)
