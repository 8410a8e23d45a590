"""The memory of a model in JSON."""

import paramcalc
from paramcalc.document.records.memory import lite_record, memory_record
from paramcalc.models.memory import memory_of
from paramcalc.models.tflite import lite_size


def test_what_was_not_asked_for_is_null():
    assert memory_record(None) is None
    assert lite_record(None) is None


def test_numbers_and_formulas():
    model = paramcalc.model("Input((None, 6)) > GRU(u)")
    record = memory_record(memory_of(model, "", "sgd"))
    assert (record["states"], record["states_polynomial"], record["activations"]) == (None, "4*u", None)
    training = record["training"]
    assert (training["optimizer"], training["total"], training["variables"]) == ("sgd", None, 12)
    lite = lite_record(lite_size(model))
    assert (lite["int8"], lite["int8_polynomial"], lite["complete"]) == (None, "3*(u**2 + 6*u)", False)
