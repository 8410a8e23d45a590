"""A model layer by layer, from specifications that are written here."""

from itertools import repeat

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.errors import Remedy, UsageError
from paramcalc.models import breakdown
from paramcalc.models.breakdown import MODEL_ROW_KEYS, Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain


def dense(name: str, units: int) -> LayerSpec:
    return LayerSpec("Dense", name, {"units": units})


def model(*layers: LayerSpec, shape=(None, 4), **facts) -> Model:
    return Model(ModelSpec(chain("Sequential", "m", layers, shape), "keras", (3,), "a test")._replace(**facts))


def test_is_frozen():
    with pytest.raises(AttributeError, match="frozen"):
        model(dense("d", 3)).name = "other"
    with pytest.raises(AttributeError):
        model(dense("d", 3)).layers[0].path = "other"


def test_a_line_has_the_facts_of_its_layer():
    (line,) = model(dense("d", 3)).layers
    assert (line.path, line.name, line.kind, line.depth, line.total, line.trainable) == ("d", "d", "Dense", 1, 15, 15)
    assert (line.bytes, line.macs, line.shared, line.unknown, line.notes, line.from_file) == (60, 12, 0, (), (), False)
    assert [row.count for row in line.rows] == [12, 3]


def test_sums_by_every_key():
    gru = LayerSpec("GRU", "g", {"units": 3})
    held = model(gru, dense("d", 2), shape=(None, 7, 5))
    for key in MODEL_ROW_KEYS:
        assert sum(held.by(key).values()) == held.total
    assert held.by("class") == {"GRU": 90, "Dense": 8}
    assert held.by("class", "gate")["GRU", "z"] == 30
    with pytest.raises(UsageError, match="did you mean 'layer'"):
        held.by("laier")


def test_an_unknown_layer_makes_a_lower_bound():
    held = model(LayerSpec("Made", "made", {}), dense("d", 2))
    assert held.is_lower_bound
    assert held.unknown == (("made", "Made is not a known layer of Keras"),)
    assert [line.is_lower_bound for line in held.layers] == [True, False]
    assert (held.macs, [line.macs for line in held.layers]) == (None, [None, 2 * Polynomial.symbol("input")])
    assert held.total == 2 * Polynomial.symbol("input") + 2


def test_the_outputs_of_a_layer_are_those_of_its_first_call():
    padding = LayerSpec("ZeroPadding1D", "p", {"padding": 1})
    (line,) = model(padding, padding, shape=(None, 7, 5)).layers
    assert [result.outputs[0][1:] for result in line.results] == [(9, 5), (11, 5)]
    assert line.outputs == line.results[0].outputs


def test_facts_of_the_model():
    tensors = [StoredTensor("kernel", (4, 3), "float32"), StoredTensor("bias", (3,), "float32")]
    held = model(dense("d", 3), dense("e", 2), stored={"d": tensors, "e": tensors[1:]})
    assert (held.name, held.framework, held.macs) == ("m", "keras", 4 * 3 + 3 * 2)
    assert held.stored_tensors == (*tensors, tensors[1])
    assert model(dense("d", 3)).stored_tensors == ()


def test_a_layer_that_is_never_called_has_only_a_name():
    root = chain("Sequential", "m", [dense("d", 3)], (None, 4))
    root.graph = root.graph._replace(layers=(*root.graph.layers, dense("unused", 2)))
    (_, line) = Model(ModelSpec(root, "keras", (3,), "a test")).layers
    assert (line.name, line.kind, line.spec.name) == ("unused", "?", "unused")
    assert (line.results, line.outputs, line.weights, line.total, line.rows) == ((), (), (), 0, ())


class TestPaths:
    INNER = chain("Sequential", "inner", [dense("d", 3)], (None, 4))

    def test_models_inside_are_opened_down_to_a_depth(self):
        held = model(self.INNER)
        assert [line.path for line in held.layers] == ["inner"]
        assert [(line.path, line.depth) for line in held.opened(2)] == [("inner", 1), ("inner/d", 2)]
        outer = model(chain("Sequential", "outer", [self.INNER], (None, 4)))
        paths = ["outer", "outer/inner", "outer/inner/d"]
        assert [(line.path, line.depth) for line in outer.opened(3)] == list(zip(paths, (1, 2, 3), strict=True))
        assert [line.path for line in outer.opened(2)] == paths[:2]
        with pytest.raises(UsageError, match="depth must be a whole number of at least 1"):
            held.opened(0)

    def test_a_name_that_several_layers_have_needs_its_path(self):
        held = model(self.INNER, dense("d", 5))
        assert (held.layer("d").total, held.layer("inner/d").total) == (20, 15)
        twice = model(self.INNER, chain("Sequential", "other", [dense("d", 5)], None))
        with pytest.raises(UsageError, match=r"(?s)2 layers are called d.*inner/d, other/d"):
            twice.layer("d")

    def test_a_name_that_one_layer_has_is_enough(self):
        assert model(self.INNER, dense("e", 5)).layer("d").path == "inner/d"

    def test_an_unknown_name(self):
        with pytest.raises(UsageError, match="did you mean 'inner'"):
            model(self.INNER).layer("iner")

    def test_a_table_has_an_end(self, monkeypatch):
        monkeypatch.setattr(breakdown, "MOST_LINES", 1)
        with pytest.raises(UsageError, match="more than 1 layers down to depth 2") as error:
            model(self.INNER).opened(2)
        assert error.value.remedy == Remedy("depth", "1")

    def test_the_end_of_a_table(self, monkeypatch):
        for count, fits in ((200_000, True), (200_001, False)):
            monkeypatch.setattr(Model, "_lines", lambda *_, count=count: repeat(None, count))
            if fits:
                assert len(model(self.INNER).opened(1)) == count
            else:
                with pytest.raises(UsageError, match="more than 200,000 layers down to depth 1"):
                    model(self.INNER).opened(1)


class TestShared:
    def test_a_later_line_says_how_many_parameters_it_shares(self):
        inner = dense("inner", 4)
        lines = model(*(LayerSpec("TimeDistributed", name, {"layer": inner}) for name in "ab"), shape=(None, 7, 4))
        assert [(line.total, line.shared) for line in lines.layers] == [(20, 0), (20, 20)]
        assert lines.total == 20

    def test_weights_are_listed_once_by_path(self):
        held = model(dense("a", 4), dense("b", 2))
        assert [weight.name for weight in held.weights] == ["a/kernel", "a/bias", "b/kernel", "b/bias"]
        assert held.tensors == held.weights


def test_the_gates_inside_a_wrapper_have_their_path():
    both = LayerSpec("Bidirectional", "both", {"layer": LayerSpec("GRU", "g", {"units": 3})})
    (line,) = model(both, shape=(None, 7, 5)).layers
    assert [path for path, _ in line.breakdowns] == ["forward_layer", "backward_layer"]
    single = model(LayerSpec("GRU", "g", {"units": 3}), shape=(None, 7, 5)).layers[0]
    assert [(path, gates.total) for path, gates in single.breakdowns] == [("", 90)]


def test_an_empty_model_is_a_lower_bound():
    assert model().is_lower_bound
