"""The registry of layer classes, `paramcalc/classes/__init__.py`."""

import pytest

from paramcalc.classes import (
    LAYER_CLASSES,
    aliases,
    class_name,
    common_arguments,
    generation,
    layer_classes,
    operations,
)
from paramcalc.errors import Remedy, UsageError


@pytest.mark.parametrize("framework", LAYER_CLASSES)
def test_every_framework_has_layers(framework):
    names = aliases(framework)
    assert {names[name] for name in names} == set(layer_classes(framework))
    assert "name" in common_arguments(framework)
    assert not operations(framework).keys() & names.keys()


def test_the_cached_aliases_cannot_be_changed():
    with pytest.raises(TypeError):
        aliases("keras")["Dense"] = "GRU"


@pytest.mark.parametrize(
    ("framework", "word", "name"),
    [("keras", "Dense", "Dense"), ("keras", "Convolution2D", "Conv2D"), ("keras", "GlobalAvgPool1D", None)],
)
def test_names_and_aliases(framework, word, name):
    assert class_name(framework, word) == (name or "GlobalAveragePooling1D")


def test_what_is_refused():
    with pytest.raises(UsageError, match="did you mean GRU"):
        class_name("keras", "Gru")
    with pytest.raises(UsageError, match="no layer 'Linear' in keras") as error:
        class_name("keras", "Linear")
    assert error.value.remedy == Remedy("framework", "pytorch")
    with pytest.raises(UsageError, match="no layer 'Zzzzz'") as error:
        class_name("keras", "Zzzzz")
    assert error.value.remedy == Remedy("layers")
    with pytest.raises(UsageError, match="models of 'onnx' are not supported"):
        layer_classes("onnx")


class TestGenerations:
    @pytest.mark.parametrize("version", [(1, 2, 2), (2, 2), (2, 15)])
    def test_up_to_keras_2_a_frozen_layer_freezes_those_inside(self, version):
        assert generation("keras", version).freezes_inside

    def test_each_generation_has_its_rules(self):
        one, two, tensorflow, three = (generation("keras", version) for version in [(1, 2), (2, 2), (2, 4), (3, 0)])
        assert (one.splits_gates, one.widens_kernels, two.splits_gates, two.widens_kernels) == (
            True,
            True,
            False,
            False,
        )
        assert (two.runs_bidirectional, tensorflow.runs_bidirectional, three.runs_bidirectional) == (False, True, False)
        assert (two.overflows, three.overflows, three.counts_optimizer) == (True, False, True)
        assert (three.freezes_inside, three.trains_despite_flag, two.trains_despite_flag) == (False, True, False)

    def test_another_framework_has_none(self):
        assert not any(generation("pytorch", (2, 5)))
