"""The output shapes that entries share: reshaping, merging, steps."""

from textwrap import dedent

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes import rules
from paramcalc.classes.base import LayerCall, LayerEntry
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS

BATCH, STEPS = Polynomial.symbol("batch"), Polynomial.symbol("steps")


def call(*shapes, **config) -> LayerCall:
    entry = LayerEntry("axis=-1, axes=1, return_sequences=False, return_state=False, dims=None, n=1", rules.same)
    return LayerCall(entry, config, tuple((BATCH, *shape) for shape in shapes))


@pytest.mark.parametrize(
    ("rule", "made", "output"),
    [
        (rules.same, call((7, 5)), (7, 5)),
        (rules.flattened, call((7, 5)), (35,)),
        (rules.flattened, call((STEPS, 5)), (5 * STEPS,)),
        (rules.reshaped, call((7, 6), target_shape=(2, -1)), (2, 21)),
        (rules.reshaped, call((STEPS, 6), target_shape=(-1, 3)), (2 * STEPS, 3)),
        (rules.reshaped, call((STEPS, 6), target_shape=(-1, 4)), (None, 4)),
        (rules.permuted, call((7, 5), dims=(2, 1)), (5, 7)),
        (rules.repeat_vector, call((5,), n=3), (3, 5)),
        (rules.broadcast, call((7, 1), (1, 5)), (7, 5)),
        (rules.broadcast, call((7, 5), (5,)), (7, 5)),
        (rules.broadcast, call((STEPS, 5), (7, 5)), (STEPS, 5)),
        (rules.concatenated, call((7, 5), (7, 6)), (7, 11)),
        (rules.concatenated, call((7, 5), (STEPS, 5), axis=1), (7 + STEPS, 5)),
        (rules.dotted, call((7, 5), (7, 6)), (5, 6)),
        (rules.dotted, call((5,), (5,), axes=-1), (1,)),
    ],
)
def test_output(rule, made, output):
    assert rule(made) == (BATCH, *output)


@pytest.mark.parametrize(
    ("rule", "made", "message"),
    [
        (rules.reshaped, call((7, 6), target_shape=(5, 5)), "different numbers of values"),
        (rules.reshaped, call((7, 6), target_shape=(5, -1)), "does not divide 42 values"),
        (rules.reshaped, call((7, 6), target_shape=(-1, -1)), "more than once"),
        (rules.reshaped, call((7, 6), target_shape=42), "must be a tuple"),
        (rules.permuted, call((7, 5), dims=(1, 3)), "axes 1 to 2"),
        (rules.broadcast, call((7, 5), (7, 6)), r"do not fit together: \(None, 7, 5\), \(None, 7, 6\)"),
        (rules.concatenated, call((7, 5), (5,)), "different ranks"),
        (rules.concatenated, call((7, 5), (8, 5)), "do not fit together"),
        (rules.concatenated, call((7, 5), axis=3), "axis 3 does not exist: there are 3 axes"),
        (rules.dotted, call((7, 5)), "takes 2 inputs, got 1"),
    ],
)
def test_what_is_refused(rule, made, message):
    with pytest.raises(UsageError, match=message):
        rule(made)


def test_steps_and_states():
    state = (BATCH, 3)
    assert rules.steps_then(call((7, 5)), state, 2) == state
    assert rules.steps_then(call((7, 5), return_sequences=True), state, 2) == (BATCH, 7, 3)
    assert rules.steps_then(call((7, 5), return_state=True), state, 2) == [state, state, state]


def test_the_number_of_states_follows_from_the_equations():
    cells = FRAMEWORKS["keras"].cells
    assert {name: len(rules.states_of(cells[name])) for name in ("rnn", "gru", "lstm")} == {
        "rnn": 1,
        "gru": 1,
        "lstm": 2,
    }
    projected = FRAMEWORKS["pytorch"].cells["lstm"]
    assert list(rules.states_of(projected, True).values()) == ["projection", "units"]
    options, variant = next(iter(cells["lstm"].variants.items()))
    third = variant._replace(equations=f"m: units\n{dedent(variant.equations)}\nm = m + h")
    entry = cells["lstm"]._replace(variants={options: third})
    assert len(rules.states_of(entry)) == 3


def test_axes():
    assert rules.axes_of("axis", [-1, 0], 3) == [2, 0]
    assert rules.axes_of("axis", 1, 3) == [1]
    assert rules.without((7, 8, 9), 1) == (7, 9)


def test_unchanged_layers_are_listed_by_their_arguments():
    entries = rules.unchanged({"rate": "Dropout Noise", "": "Identity"})
    assert {name: entry.arguments for name, entry in entries.items()} == {
        "Dropout": "rate",
        "Noise": "rate",
        "Identity": "",
    }
    assert entries["Noise"].output(call((7, 5))) == (BATCH, 7, 5)


class TestFormulas:
    """Shapes with an unknown length are compared at several lengths: a formula is not only there, it is right."""

    @pytest.mark.parametrize("steps", [2, 4, 10])
    @pytest.mark.parametrize(
        ("rule", "made"),
        [
            (rules.reshaped, lambda steps: call((steps, 6), target_shape=(-1, 2))),
            (rules.reshaped, lambda steps: call((steps, 6), target_shape=(3, -1))),
            (rules.reshaped, lambda steps: call((steps, 3, 4), target_shape=(-1, 2, 3))),
            (rules.flattened, lambda steps: call((steps, 3, 4))),
            (rules.concatenated, lambda steps: call((steps, 5), (7, 5), axis=1)),
            (rules.concatenated, lambda steps: call((steps, 5), (steps, 6))),
            (rules.dotted, lambda steps: call((steps, 5), (steps, 6), axes=1)),
            (rules.dotted, lambda steps: call((steps, 5), (3, 5), axes=2)),
        ],
    )
    def test_a_formula_agrees_with_the_numbers(self, rule, made, steps):
        free = rule(made(STEPS))
        assert (
            tuple(size if isinstance(size, int) else size.evaluate({"steps": steps}) for size in free[1:])
            == (rule(made(steps))[1:])
        )


@pytest.mark.parametrize(
    ("shapes", "output"),
    [
        (((7, 5), (5,)), (7, 5)),
        (((5,), (7, 5)), (7, 5)),
        (((3, 7, 1), (1, 5)), (3, 7, 5)),
        (((3, 1, 5), (7, 5)), (3, 7, 5)),
        (((4, 7, 5), (1, 7, 1), (5,)), (4, 7, 5)),
    ],
)
def test_broadcast_of_different_ranks(shapes, output):
    """The batch stays in front, and the last axes are matched."""
    assert rules.broadcast(call(*shapes)) == (BATCH, *output)


@pytest.mark.parametrize(
    ("rule", "made", "message"),
    [
        (rules.broadcast, call((3, 7, 5), (6, 5)), "do not fit together"),
        (rules.concatenated, call((7, 5), (7, 6), axis=1), "do not fit together"),
        (rules.concatenated, call((7, 5), (7, 5), (8, 5)), "do not fit together"),
        (rules.dotted, call((7, 5), (7, 6), axes=(1, 1, 1)), r"axes are one or two whole numbers, got \(1, 1, 1\)"),
        (rules.dotted, call((7, 5), (7, 6), axes=3), "axes 3 does not exist"),
        (rules.dotted, call((5,), (5,), (5,)), "takes 2 inputs, got 3"),
    ],
)
def test_axes_that_clash(rule, made, message):
    with pytest.raises(UsageError, match=message):
        rule(made)


def test_dotted_along_two_axes():
    assert rules.dotted(call((7, 5), (6, 7), axes=(1, 2))) == (BATCH, 5, 6)
