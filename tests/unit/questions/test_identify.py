"""Numbers and the layers that have them, against a search through all small sizes."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import CASES

from paramcalc.errors import UsageError
from paramcalc.frameworks import cells
from paramcalc.questions.conventions import Known, conventions, is_default
from paramcalc.questions.identify import LARGEST, identify, identify_all, roughness

PLAIN = [layer for layer in conventions() if set(layer.sizes) == {"units", "input"}]

TOP = 160
"""The numbers whose layers are searched for."""


def key(layer):
    return layer.framework, layer.name, tuple(layer.options.items()), layer.bias, layer.bidirectional, layer.layers


def searched():
    """Every layer and pair of sizes by its number, by trying all."""
    found: dict[int, Counter] = {}
    for layer in PLAIN:
        formula = layer.structure.formula
        for units in range(1, TOP):
            for features in range(1, TOP + 1):
                total = formula.evaluate({"units": units, "input": features})
                if total > TOP:
                    break
                found.setdefault(total, Counter())[(key(layer), units, features)] += 1
    return found


def solutions(identification):
    return Counter(
        (key(layer), match.sizes["units"], match.sizes["input"])
        for match in identification.matches
        for layer in match.layers
    )


def test_every_solution_is_found_and_none_twice():
    expected = searched()
    for answer in identify_all(range(1, TOP + 1)):
        assert solutions(answer) == expected.get(answer.number, Counter()), answer.number


def test_the_search_itself_finds_known_ones():
    assert searched()[12][(("keras", "lstm", (), True, False, 1), 1, 1)] == 1


@pytest.mark.parametrize("layers", [2, 3])
def test_stacks(layers):
    known = Known("lstm", "keras", bias=True, bidirectional=True, layers=layers)
    (stack,) = conventions(known)
    for units in (1, 3, 10):
        for features in (1, 7, 28):
            total = stack.structure.formula.evaluate({"units": units, "input": features})
            assert (units, features) in [match.values for match in identify(total, known).matches]


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.sampled_from(PLAIN))
def test_any_layer_is_found_again(units, features, layer):
    total = layer.structure.formula.evaluate({"units": units, "input": features})
    known = Known(layer.name, layer.framework, layer.bias, layer.bidirectional, 1, layer.options)
    if total <= LARGEST:
        assert {"units": units, "input": features} in [match.sizes for match in identify(total, known).matches]
    (match,) = identify(total, known, {"units": units}).matches
    assert match.sizes == {"units": units, "input": features}
    (match,) = identify(total, known, {"input": features}).matches
    assert match.sizes == {"units": units, "input": features}
    assert identify(total + 1, known, {"units": units, "input": features}).matches == ()


@given(st.integers(10**200, 10**300), st.integers(1, 10**9))
def test_hundreds_of_digits(units, features):
    (layer,) = conventions(Known("gru", "keras", True, False, options={"reset_after": True}))
    total = layer.structure.formula.evaluate({"units": units, "input": features})
    matches = identify(total, Known("gru", "keras", True), {"input": features}).matches
    assert {"units": units, "input": features} in [match.sizes for match in matches]


@given(st.integers(1, 10**12))
def test_every_match_has_the_number(number):
    for match in identify(number).matches[:300]:
        for layer in match.layers:
            assert layer.structure.formula.evaluate(match.sizes) == number


def test_the_order():
    matches = identify(6336).matches
    assert matches[0].sizes == {"units": 32, "input": 32}
    assert [layer.framework for layer in matches[0].layers] == ["keras", "pytorch", "onnx", "cudnn", "onnx"]
    defaults = [is_default(match.layers[0]) for match in matches]
    assert defaults == sorted(defaults, reverse=True)
    rough = [sum(map(roughness, match.values)) for match, is_first in zip(matches, defaults, strict=True) if is_first]
    assert rough == sorted(rough)


@pytest.mark.parametrize(
    ("size", "rough"), [(1, 1), (2, 1), (1024, 1), (96, 2), (300, 1), (75, 2), (28, 2), (97, 2), (128_000, 3)]
)
def test_roughness(size, rough):
    assert roughness(size) == rough


def published():
    """The published counts of single layers: number and sizes in, convention out."""
    text = json.loads((CASES / "published.json").read_text(encoding="utf-8"))
    for case in text["cases"]:
        argv = case["argv"]
        if argv[0] in cells():
            words = iter(argv[1:])
            values = {}
            for word in words:
                values[word.lstrip("-")] = True if word in ("--bidirectional", "--no-reset-after") else next(words)
            yield pytest.param(argv[0], values, case["expect"], id=str(case["id"]))


@pytest.mark.parametrize(("cell", "values", "number"), [*published()])
def test_published_counts_backwards(cell, values, number):
    sizes = {"units": int(values["units"]), "input": int(values["input"])}
    known = Known(cell, layers=int(values.get("layers", 1)))
    (found,) = [
        layer
        for match in identify(number, known, sizes).matches
        for layer in match.layers
        if layer.framework == values.get("framework", "keras")
        and layer.bidirectional == ("bidirectional" in values)
        and layer.bias
        and layer.options.get("reset_after", True) == ("no-reset-after" not in values)
        and not layer.options.get("projection")
    ]
    assert found.structure.formula.evaluate(sizes) == number


class TestDifferences:
    def test_nine_thousand_six_hundred(self):
        answer = identify(9600, sizes={"units": 32, "input": 16}, expected=9408)
        (reason,) = answer.reason
        assert (reason.total, reason.difference) == (9408, 192)
        assert [(part.parameters, part.directions, part.more) for part in reason.parts] == [
            (("c_z", "c_r", "c_h"), ("forward", "backward"), True)
        ]

    def test_150_or_165(self):
        answer = identify(165, sizes={"units": 5, "input": 4}, expected=150)
        assert answer.reason[0].parts[0].parameters == ("c_z", "c_r", "c_h")
        answer = identify(150, sizes={"units": 5, "input": 4}, expected=165)
        assert [part.more for part in answer.reason[0].parts] == [False]

    def test_the_number_is_unknown(self):
        answer = identify(150 - 5, Known("gru"), {"units": 5, "input": 4}, expected=150)
        assert answer.matches == ()
        assert answer.reason[0].difference == -5

    def test_the_nearest(self):
        known = Known("gru", bidirectional=True, options={"reset_after": True})
        (nearest,) = identify(9408, known, {"units": 32, "input": 16}).nearest
        assert (nearest.total, nearest.difference) == (9600, -192)
        assert nearest.parts[0].option == "reset_after"

    def test_nothing_explains_it(self):
        answer = identify(10**6 + 1, Known("gru", "keras", True, False), {"units": 5, "input": 4})
        assert answer.nearest[0].parts[0].kind == "unknown"

    def test_the_nearest_of_free_sizes(self):
        for number, sizes in ((7, {}), (10**30 + 1, {"input": 5}), (10, {"units": 3})):
            (nearest,) = identify(number, Known("gru"), sizes).nearest
            assert nearest.layer.framework == "keras"
            assert nearest.total + nearest.difference == number
            assert nearest.sizes.items() >= sizes.items()


class TestProjection:
    def test_it_is_smaller_than_the_units(self):
        sizes = {"units": 9, "input": 4}
        known = Known("lstm", "pytorch", True, False, options={"projection": True})
        (layer,) = conventions(known)
        for projection in range(1, 20):
            total = layer.structure.formula.evaluate({**sizes, "projection": projection})
            matches = identify(total, known, {"projection": projection, "input": 4}).matches
            assert [match.sizes["units"] for match in matches] == ([9] if projection < 9 else [])

    def test_it_is_left_out_unless_it_is_given(self):
        assert not any(layer.options.get("projection") for match in identify(6336).matches for layer in match.layers)


@pytest.mark.parametrize(
    ("number", "known", "sizes"),
    [
        (0, Known(), {}),
        (2.5, Known(), {}),
        (10**15 + 1, Known(), {}),
        (100, Known("gruu"), {}),
        (100, Known(), {"unit": 3}),
        (100, Known(), {"units": 0}),
        (100, Known("convlstm2d"), {}),
    ],
)
def test_mistakes(number, known, sizes):
    with pytest.raises(UsageError):
        identify(number, known, sizes)
