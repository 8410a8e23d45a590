"""The tensors that a file holds, compared with those derived; no file is needed for it."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain
from paramcalc.models.stored import Difference

KERNEL, BIAS = StoredTensor("kernel", (4, 3), "float32"), StoredTensor("bias", (3,), "float32")


def dense(name: str = "d", **config) -> LayerSpec:
    return LayerSpec("Dense", name, {"units": 3, **config})


def model(*layers: LayerSpec, shape=(None, 4), **stored) -> Model:
    return Model(ModelSpec(chain("Sequential", "m", layers, shape), "keras", (3,), "a test", stored=stored))


def texts(differences: tuple[Difference, ...]) -> list[tuple]:
    """Layer, derived name and stored name of each difference."""
    return [
        (difference.layer, difference.derived and difference.derived.name, difference.stored and difference.stored.name)
        for difference in differences
    ]


class TestCompared:
    @pytest.mark.parametrize("tensors", [[KERNEL, BIAS], [BIAS, KERNEL]])
    def test_equal_shapes_agree_in_any_order(self, tensors):
        assert model(dense(), d=tensors).differences == ()

    def test_another_shape(self):
        (difference,) = model(dense(), d=[KERNEL, BIAS._replace(shape=(5,))]).differences
        assert (difference.derived.shape, difference.stored.shape) == ((3,), (5,))

    def test_a_missing_and_a_further_tensor(self):
        further = StoredTensor("more", (7,), "float32")
        assert texts(model(dense(), d=[KERNEL]).differences) == [("d", "bias", None)]
        assert texts(model(dense(), d=[KERNEL, BIAS, further]).differences) == [("d", None, "more")]

    def test_a_layer_that_the_model_does_not_have(self):
        assert texts(model(dense(), d=[KERNEL, BIAS], other=[BIAS]).differences) == [("other", None, "bias")]

    def test_two_tensors_of_one_shape_are_both_needed(self):
        assert texts(model(dense(), d=[KERNEL, BIAS, BIAS]).differences) == [("d", None, "bias")]

    def test_tensors_that_were_not_read_agree(self):
        assert model(dense(), d=[]).differences == ()

    @pytest.mark.parametrize("second", [[], [KERNEL, BIAS]])
    def test_shared_tensors_can_be_stored_once_or_twice(self, second):
        inner = dense("inner")
        wrappers = [LayerSpec("TimeDistributed", name, {"layer": inner}) for name in ("a", "b")]
        shared = model(wrappers[0], LayerSpec("Dense", "d", {"units": 4}), wrappers[1], shape=(None, 7, 4))
        stored = {"a": [KERNEL, BIAS], "b": second, "d": [KERNEL._replace(shape=(3, 4)), BIAS._replace(shape=(4,))]}
        assert Model(shared.spec._replace(stored=stored)).differences == ()

    def test_saved_files_merge_lora(self):
        lora = [StoredTensor("lora_a", (4, 2), "float32"), StoredTensor("lora_b", (2, 3), "float32")]
        for tensors in ([KERNEL, BIAS], [KERNEL, BIAS, *lora]):
            assert model(dense(lora_rank=2), d=tensors).differences == ()
        assert len(model(dense(lora_rank=2), d=[KERNEL, BIAS, lora[0]]).differences) == 1

    def test_spectral_normalization_stores_the_kernel_twice(self):
        wrapper = LayerSpec("SpectralNormalization", "s", {"layer": dense("inner")})
        tensors = [KERNEL, BIAS, StoredTensor("u", (1, 3), "float32"), KERNEL]
        assert model(wrapper, s=tensors).differences == ()
        without_bias = [tensor for tensor in tensors if tensor is not BIAS]
        assert texts(model(wrapper, s=without_bias).differences) == [("s", "layer/bias", "kernel")]
        further = StoredTensor("more", (7,), "float32")
        assert texts(model(wrapper, s=[*tensors, further]).differences) == [("s", None, "more")]
        assert len(model(dense(), d=[KERNEL, BIAS, KERNEL]).differences) == 1

    @pytest.mark.parametrize("kind", ["IntegerLookup", "StringLookup", "TextVectorization"])
    def test_tables_are_no_weights(self, kind):
        table = [StoredTensor("table", (9,), "string")]
        assert model(LayerSpec(kind, "s", {}), s=table).differences == ()
        assert len(model(LayerSpec("ReLU", "s", {}), s=table).differences) == 1


class TestFilled:
    def test_an_unknown_layer_has_the_tensors_of_the_file(self):
        held = model(LayerSpec("Mine", "mine", {}), mine=[KERNEL, BIAS])
        line = held.layer("mine")
        assert (held.total, line.from_file, line.unknown, held.is_lower_bound) == (15, True, (), False)
        assert held.differences == ()
        kernel, _ = line.weights
        assert (kernel.name, kernel.shape, kernel.dtype, kernel.key) == (
            "kernel",
            (4, 3),
            "float32",
            (line.spec, "kernel"),
        )
        assert [type(size) for size in (*kernel.shape, *kernel.symbolic_shape)] == [int, int, Polynomial, Polynomial]

    def test_what_is_frozen_is_not_trained(self):
        assert model(LayerSpec("Mine", "mine", {}), mine=[KERNEL]).trainable == 12
        held = model(LayerSpec("Mine", "mine", {"trainable": False}), mine=[KERNEL])
        assert (held.total, held.trainable) == (12, 0)
        frozen = LayerSpec("Mine", "mine", {})
        frozen.freeze()
        assert (model(frozen, mine=[KERNEL]).total, model(frozen, mine=[KERNEL]).trainable) == (12, 0)

    def test_a_formula_is_replaced_by_numbers(self):
        held = model(dense(), shape=None, d=[KERNEL, BIAS])
        assert (held.total, held.from_file) == (15, {"d"})

    def test_a_known_layer_keeps_its_own(self):
        assert model(dense(), d=[KERNEL, BIAS._replace(shape=(5,))]).from_file == frozenset()

    def test_without_tensors_a_layer_stays_unknown(self):
        held = model(LayerSpec("Mine", "mine", {}), other=[KERNEL])
        assert (held.is_lower_bound, [reason.layer for reason in held.unknown]) == (True, ["mine"])

    def test_a_model_of_an_unknown_class_has_the_layers_of_the_file(self):
        root = LayerSpec("MyModel", "m", {})
        held = Model(ModelSpec(root, "keras", (3,), "a test", stored={"one": [KERNEL], "two": [BIAS]}))
        assert [(line.path, line.kind, line.spec.name, line.macs) for line in held.layers] == [
            ("one", "?", "one", None),
            ("two", "?", "two", None),
        ]
        assert (held.total, held.from_file) == (15, {"one", "two"})


def test_a_data_type_replaces_floating_point_numbers_alone():
    stored = {"mine": [KERNEL, StoredTensor("seen", (3,), "int64")]}
    spec = model(LayerSpec("Mine", "mine", {})).spec._replace(stored=stored)
    assert Model(spec).bytes == 4 * 12 + 8 * 3
    assert Model(spec._replace(dtype="float16")).bytes == 2 * 12 + 8 * 3
    assert Model(spec._replace(dtype="int4")).bytes == 6 + 8 * 3
