"""The records of a check."""

from __future__ import annotations

import json

from examples import written


def test_the_keys_of_the_answer():
    answer = json.loads(written("check", "any", "json"))
    assert answer["formula"] == "3*(input*units + units**2 + units)"
    assert answer["names"] == {"n_features": "input", "n_units": "units"}
    assert {"framework": "keras1", "cell": "gru"}.items() <= answer["equal"][1].items()
    (closest,) = answer["closest"]
    assert (closest["difference"], closest["difference_polynomial"]) == (None, "-3*units")
    assert closest["parameters"] == ["c_z", "c_r", "c_h"]
    assert (closest["parts"][0]["option"], closest["parts"][0]["more"]) == ("reset_after", False)


def test_numbers():
    answer = json.loads(written("check", "numbers", "json"))
    assert (answer["value"], answer["right"]) == (9408, False)
    assert answer["numbers"] == [{"number": 16, "size": "input"}, {"number": 32, "size": "units"}]
