"""A file whose tensors contradict a definition is refused with both shapes."""

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain

SCALE = {"arguments": "center=True", "weights": "gamma (input)\nbeta (input) if center", "output": "same", "macs": 0}

FOUR, FIVE, MATRIX = (StoredTensor(name, shape, "float32") for name, shape in (("a", (4,)), ("b", (5,)), ("c", (1, 4))))


def model(layer: LayerSpec, *tensors: StoredTensor, shape=(None, 4)) -> Model:
    spec = chain("Sequential", "m", [layer], shape)
    return Model(ModelSpec(spec, "keras", (3,), "a test", stored={layer.name: list(tensors)}))


def scale(kind: str = "Scale", **config) -> LayerSpec:
    return LayerSpec(kind, "s", config)


@pytest.fixture(autouse=True)
def _defined():
    with paramcalc.define(Scale=SCALE):
        yield


@pytest.mark.parametrize("kind", ["Scale", "package>Scale"])
def test_tensors_that_agree_are_taken(kind):
    counted = model(scale(kind), FOUR, FOUR)
    assert (counted.total, counted.from_file, counted.differences) == (8, frozenset(), ())


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ((FOUR, FIVE), r"s \(Scale\): the definition gives beta \(4,\), the file has b \(5,\)"),
        ((FOUR, MATRIX), r"gives beta \(4,\), the file has c \(1, 4\)"),
        ((FOUR,), r"gives beta \(4,\), the file has no such tensor"),
        ((FOUR, FOUR, FIVE), r"the definition has no such tensor, the file has b \(5,\)"),
    ],
)
@pytest.mark.parametrize("kind", ["Scale", "package>Scale"])
def test_others_are_refused_with_both_shapes(kind, tensors, message):
    with pytest.raises(UsageError, match=message):
        model(scale(kind), *tensors)


@pytest.mark.parametrize("kind", ["Scale", "package>Scale"])
def test_the_tip_names_the_class(kind):
    with pytest.raises(UsageError) as caught:
        model(scale(kind), FOUR, FOUR, FIVE)
    assert caught.value.tip == "correct the definition of Scale"
    assert caught.value.message.startswith("s (Scale): ")


def test_a_switch_decides_which_tensors_there_are():
    assert model(scale(center=False), FOUR).total == 4
    with pytest.raises(UsageError, match="the definition has no such tensor"):
        model(scale(center=False), FOUR, FOUR)


def test_an_input_of_unknown_shape_fits_any_length_but_not_any_rank():
    assert model(scale(), FIVE, FIVE._replace(name="d"), shape=None).total == 10
    with pytest.raises(UsageError, match=r"the file has c \(1, 4\)"):
        model(scale(), FIVE, MATRIX, shape=None)


def test_a_defined_layer_inside_another_is_checked_too():
    wrapper = LayerSpec("TimeDistributed", "t", {"layer": scale()})
    assert model(wrapper, FOUR, FOUR, shape=(None, 7, 4)).total == 8
    with pytest.raises(UsageError, match=r"t \(Scale\): the definition gives"):
        model(wrapper, FOUR, FIVE, shape=(None, 7, 4))


def test_a_file_without_tensors_contradicts_nothing():
    assert model(scale()).total == 8


def test_other_layers_are_reported_and_not_refused():
    dense = LayerSpec("Dense", "d", {"units": 3})
    assert len(model(dense, FOUR, FIVE).differences) == 2
