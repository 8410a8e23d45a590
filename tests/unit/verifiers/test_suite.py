"""The cases of the default suite, which the judges build, and the expressions that select them."""

from __future__ import annotations

import json

import pytest
from support import CASES

from paramcalc import UsageError
from paramcalc.frameworks.keras import CONV_LSTMS
from paramcalc.verifiers import VERIFIERS
from paramcalc.verifiers.suite import (
    FAMILIES,
    MAX_NESTING,
    MERGE_MODES,
    VARIANTS,
    matcher,
    models,
    select,
    settings,
    suite,
)

SIZES = {
    "keras": 259,
    "pytorch": 142,
    "onnx": 198,
    "flax-linen": 117,
    "flax-nnx": 75,
    "cudnn": 48,
    "keras1": 75,
}


def examples():
    """The commands of the worked examples in the docs."""
    cases = json.loads((CASES / "seeds.json").read_text())["cases"]
    return [command["argv"] for case in cases for command in case.get("commands", [case])]


@pytest.mark.parametrize("framework", VERIFIERS)
def test_each_layer_is_different(framework):
    labels = [f"{case.family} {case.label}" for case in suite(framework)]
    assert len(labels) == len(set(labels)) == SIZES[framework]


@pytest.mark.parametrize("framework", VERIFIERS)
def test_every_cell_in_every_setting(framework):
    built = {(case.breakdown.layer.name, str(case.breakdown.layer.options)) for case in suite(framework)}
    assert built == {(setting.name, str(setting.options)) for setting in settings(framework)}


def test_every_family_has_every_cell_of_keras():
    cases = suite("keras")
    assert {case.family for case in cases} == set(FAMILIES)
    every = {(setting.name, tuple(setting.options.items())) for setting in settings("keras")}
    for family in FAMILIES:
        layers = [case.breakdown.layer for case in cases if case.family == family]
        missing = every - {(layer.name, tuple(layer.options.items())) for layer in layers}
        assert {name for name, _ in missing} <= ({*CONV_LSTMS} if family == "worked examples" else set()), family


def test_every_argument():
    cases = suite("keras")
    assert {case.merge_mode for case in cases if case.family == "directions"} == set(MERGE_MODES["keras"])
    given = [dict(case.arguments) for case in cases if case.family == "variants"]
    assert all(dict(variant) in given for variant in VARIANTS)
    assert not any(case.arguments for case in suite("pytorch"))


def test_the_convolutions():
    convolved = [case.breakdown for case in suite("keras") if case.breakdown.layer.entry.spatial]
    assert {breakdown.layer.name for breakdown in convolved} == {*CONV_LSTMS}
    assert len(convolved) == 11 * len(CONV_LSTMS)


def test_a_projection_is_half_the_units():
    projected = [case.breakdown.sizes for case in suite("pytorch") if "projection" in case.breakdown.sizes]
    assert projected
    assert all(sizes["projection"] == sizes["units"] // 2 for sizes in projected)


def test_the_worked_examples():
    wanted = {(argv[0], int(argv[2]), int(argv[4])) for argv in examples() if argv[0] != "model"}
    worked = [case.breakdown for case in suite("keras") if case.family == "worked examples"]
    assert {(b.layer.name, b.sizes["units"], b.sizes["input"]) for b in worked} == wanted
    assert {case.label for case in models("keras")} == {argv[1] for argv in examples() if argv[0] == "model"}


def test_models():
    assert {case.family for case in models("keras")} == {"models"}
    assert len(select(models("keras"), "models and reset_after")) == 1
    assert models("onnx") == []


def test_nothing_matches():
    with pytest.raises(UsageError, match="nothing matches 'transformer'"):
        select(suite("keras"), "transformer")


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        ("gru", "sizes GRU units=3", True),
        ("GRU", "sizes gru units=3", True),
        ("gru and lstm", "gru", False),
        ("gru or lstm", "lstm", True),
        ("not gru", "lstm", True),
        ("NOT gru And lstm", "lstm", True),
        ("not (gru and lstm)", "gru", True),
        ("gru and not (a or b)", "gru b", False),
        ("a or b and c", "a", True),
        ("(a or b) and c", "a", False),
        ("units=3", "units=30", True),
        ("'x'", "'x'", True),
        ("1+1", "1+1=2", True),
        ("é and ü", "éü", True),
        ("\x00", "a\x00b", True),
        ("a\n or\tb", "b", True),
    ],
)
def test_expressions(expression, text, expected):
    assert matcher(expression)(text) is expected


@pytest.mark.parametrize(
    "expression", ["", "and", "gru and", "(gru", "gru)", "not", "()", "gru lstm", "gru (lstm)", "(" * 100, "a not b"]
)
def test_what_cannot_be_read(expression):
    with pytest.raises(UsageError, match="cannot read"):
        matcher(expression)


@pytest.mark.parametrize("count", [MAX_NESTING + 1, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["not ", "not (", "(a or not "])
def test_too_deep(count, opening):
    with pytest.raises(UsageError, match="cannot read"):
        matcher(opening * count + "gru" + ")" * (opening.count("(") * count))


def test_the_deepest_and_a_long_one():
    assert matcher("not " * MAX_NESTING + "gru")("gru") is True
    assert matcher(" or ".join(map(str, range(2_000))))("1999")
