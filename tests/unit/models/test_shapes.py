"""Shapes with symbols for unknown lengths."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerEntry, Unknown
from paramcalc.classes.rules import same
from paramcalc.errors import UsageError
from paramcalc.models.shapes import BATCH, MOST_BITS, Symbols, check_rank, merge_shapes

STEPS = Polynomial.symbol("steps")

ENTRY = LayerEntry("units", same, "kernel (input, units)")


def test_each_unknown_length_has_its_own_symbol():
    symbols = Symbols()
    assert str(symbols.shape([None, None, 5])) == str((BATCH, Polynomial.symbol("steps"), 5))
    assert symbols.shape((None, 7, None))[2] == Polynomial.symbol("size")
    assert symbols.shape((None, None))[1] == Polynomial.symbol("steps_2")


def test_names_that_are_taken_are_not_used_again():
    assert list(map(str, map(Symbols(["steps"]).new, ["steps", "size", "steps"]))) == ["steps_2", "size", "steps_3"]


@pytest.mark.parametrize("count", [1, 32])
def test_the_number_of_axes(count):
    assert Symbols().shape([7] * count) == (7,) * count


def test_a_length_is_a_whole_number():
    with pytest.raises(UsageError, match=r"^shape must be a whole number"):
        Symbols().shape([None, 2.5])


def test_a_value_that_a_source_does_not_give_is_remembered():
    symbols, unknown = Symbols(), Unknown("n", 3, "a call")
    shape = symbols.shape((None, unknown))
    assert symbols.unknowns == {str(shape[1]): unknown}


@pytest.mark.parametrize("raw", [3, [], [None] * 33, "abc", None])
def test_what_is_no_shape(raw):
    with pytest.raises(UsageError, match="a shape is a list of 1 to 32 lengths"):
        Symbols().shape(raw)


@pytest.mark.parametrize(
    ("facts", "axes"),
    [
        ({"rank": 3}, "batch steps input"),
        ({"rank": 4}, "batch height width channels"),
        ({"rank": 5}, "batch size size_2 size_3 input"),
        ({"rank": 2}, "batch input"),
        ({}, "batch input"),
        ({"unknown": ("batch", "length")}, "batch length"),
    ],
)
def test_an_unknown_input(facts, axes):
    assert " ".join(map(str, Symbols().unknown_input(ENTRY._replace(**facts)))) == axes


def test_every_input_has_the_same_batch():
    symbols = Symbols()
    assert [symbols.unknown_input(ENTRY)[0] for _ in range(2)] == [BATCH, BATCH]


class TestOutputs:
    def test_a_length_that_a_rule_cannot_tell_gets_a_symbol(self):
        (shape, nothing) = Symbols().outputs([(BATCH, None, 3), None])
        assert (shape, nothing) == ((BATCH, Polynomial.symbol("size"), 3), None)

    def test_a_formula_that_grows_too_long_gets_a_symbol(self):
        long = sum((Polynomial.symbol(f"x{number}") for number in range(30)), Polynomial({}))
        (shape,) = Symbols().outputs((BATCH, long, long))
        assert shape == (BATCH, long, Polynomial.symbol("size"))

    def test_limits(self):
        assert Symbols().outputs((1,) * 32) == ((1,) * 32,)
        with pytest.raises(UsageError, match="its output has more than 32 axes"):
            Symbols().outputs((1,) * 33)
        with pytest.raises(UsageError, match="a length of more than 1,000 digits"):
            Symbols().outputs((1, 2 ** (MOST_BITS + 1)))

    def test_the_longest_length_and_the_most_terms(self):
        # A thousand digits have at most 3,333 bits.
        assert Symbols().outputs((BATCH, 2**3333 - 1)) == ((BATCH, 2**3333 - 1),)
        with pytest.raises(UsageError, match="a length of more than 1,000 digits"):
            Symbols().outputs((BATCH, 2**3333))
        five, ten, eleven = (
            sum((Polynomial.symbol(f"x{number}") for number in range(count)), Polynomial({})) for count in (5, 10, 11)
        )
        assert Symbols().outputs((BATCH, five, ten)) == ((BATCH, five, ten),)
        assert Symbols().outputs((BATCH, five, eleven)) == ((BATCH, five, Polynomial.symbol("size")),)
        seventeen = five + sum((Polynomial.symbol(f"y{number}") for number in range(12)), Polynomial({}))
        three = sum((Polynomial.symbol(f"z{number}") for number in range(3)), Polynomial({}))
        assert Symbols().outputs((BATCH, seventeen, three)) == ((BATCH, seventeen, Polynomial.symbol("size")),)


@pytest.mark.parametrize(
    ("inferred", "stated", "merged"),
    [
        (None, None, (None, False)),
        ((BATCH, 5), None, ((BATCH, 5), False)),
        (None, (BATCH, 5), ((BATCH, 5), False)),
        ((BATCH, BATCH), (BATCH, 5), ((BATCH, 5), False)),
        ((BATCH, 5), (BATCH, BATCH), ((BATCH, 5), False)),
        ((BATCH, 5), (BATCH, 6), ((BATCH, 6), True)),
        ((BATCH, STEPS, 6), (BATCH, 7, STEPS), ((BATCH, 7, 6), False)),
        ((BATCH, 7, STEPS), (BATCH, STEPS, 6), ((BATCH, 7, 6), False)),
        ((BATCH, STEPS, 5), (BATCH, STEPS, 6), ((BATCH, STEPS, 6), True)),
        ((BATCH, 5), (BATCH, 6, 7), ((BATCH, 6, 7), True)),
    ],
)
def test_two_shapes_are_merged(inferred, stated, merged):
    assert merge_shapes(inferred, stated) == merged


@pytest.mark.parametrize(
    ("entry", "shape", "message"),
    [
        (ENTRY._replace(rank=3), (BATCH, 5), r"it reads \(batch, steps, features\), got \(None, 5\)"),
        (ENTRY._replace(rank=2), (BATCH, 5, 6), r"it reads \(batch, features\), got \(None, 5, 6\)"),
        (ENTRY._replace(rank=5), (BATCH, 5), "it reads 5 axes"),
        (ENTRY._replace(rank=3, unknown=("batch", "channels", "length")), (3,), r"\(batch, channels, length\)"),
        (ENTRY, (BATCH,), r"it reads \(batch, ..., features\)"),
    ],
)
def test_ranks(entry, shape, message):
    with pytest.raises(UsageError, match=message):
        check_rank(entry, shape)


def test_ranks_that_fit():
    check_rank(ENTRY._replace(rank=2), (BATCH, 5))
    check_rank(ENTRY._replace(reads_numbers=True), (BATCH,))
