"""The defaults of a generation; the rules of Keras's are tested with the registry."""

from paramcalc.classes.generation import Generation


def test_a_framework_without_generations_has_no_special_rule():
    assert not any(Generation())
