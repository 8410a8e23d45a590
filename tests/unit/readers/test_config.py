"""Keras configurations of every generation as models; broken and hostile ones are refused."""

from __future__ import annotations

import json

import pytest

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers import config as module
from paramcalc.readers.config import optimizer_of, read_config, version_of


def layer(kind, name="l", **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def sequential(*layers, **config):
    return {"class_name": "Sequential", "config": {"name": "m", "layers": list(layers), **config}}


def read(value, version=None):
    return read_config(json.dumps(value), "x.json", version)


def total(value, version=None):
    return Model(read(value, version)).total


class TestVersions:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("3.15.1", (3, 15, 1)),
            ("2.2.4-tf", (2, 2, 4)),
            ("3.0.0.dev2024", (3, 0, 0)),
            ("new", (3,)),
            ("99999.1", (3,)),
        ],
    )
    def test_numbers(self, text, numbers):
        assert version_of(text) == numbers

    @pytest.mark.parametrize(
        ("value", "version"),
        [
            ({**sequential(), "keras_version": "2.1.6"}, (2, 1, 6)),
            ({"class_name": "Sequential", "config": []}, (1, 2)),
            (sequential(layer("Dense", units=3, batch_input_shape=[None, 4])), (2, 4)),
            (sequential(layer("InputLayer", batch_shape=[None, 4])), (3,)),
            (sequential(layer("Dense", units=3, batch_input_shape=[], dtype={"class_name": "DTypePolicy"})), (3,)),
            (sequential(layer("Dense", units=3)), (3,)),
        ],
    )
    def test_stated_or_assumed(self, value, version):
        assert read(value).version == version

    def test_the_version_of_the_file_comes_first(self):
        assert read({**sequential(), "keras_version": "2.1.6"}, "3.1").version == (3, 1)

    @pytest.mark.parametrize(("version", "on"), [("1.2.2", False), ("2.3.1", False), ("2.4.0", True), ("3.15", True)])
    def test_the_default_of_reset_after(self, version, on):
        gru = sequential(layer("GRU", units=3, input_shape=[5, 4]))
        # Three gates of 4 * 3 + 3 * 3, with one bias or two.
        assert total(gru, version) == 3 * (12 + 9 + 3 + 3 * on)
        stated = sequential(layer("GRU", units=3, input_shape=[5, 4], reset_after=True))
        assert total(stated, version) == 3 * (12 + 9 + 6) or version == "1.2.2"

    def test_keras_1_arguments(self):
        assert total(sequential(layer("Dense", output_dim=3, input_dim=4)), "1.2.2") == 15


class TestInputShapes:
    @pytest.mark.parametrize(
        ("layers", "more"),
        [
            ([layer("InputLayer", batch_shape=[None, 4]), layer("Dense", "d", units=3)], {}),
            ([layer("Dense", units=3, batch_input_shape=[None, 4])], {}),
            ([layer("Dense", units=3)], {"build_input_shape": [None, 4]}),
        ],
    )
    def test_a_sequential_model(self, layers, more):
        assert total(sequential(*layers, **more)) == 15

    def test_build_config(self):
        value = sequential(layer("Dense", units=3))
        assert total({**value, "build_config": {"input_shape": [None, 4]}}) == 15
        built = {**layer("Dense", units=3), "build_config": {"input_shape": [None, 4]}}
        (spec,) = read(sequential(built)).root.graph.layers
        assert spec.built == ([None, 4],)
        shapes = {"value_shape": [None, 7, 8], "query_shape": [None, 5, 8]}
        built = {**layer("MultiHeadAttention"), "build_config": {"shapes_dict": shapes}}
        (spec,) = read(sequential(built)).root.graph.layers
        assert spec.built == ([None, 5, 8], [None, 7, 8])

    def test_keras_2_states_it_inside_a_bidirectional(self):
        inner = layer("LSTM", units=3, batch_input_shape=[None, 5, 4])
        assert total(sequential(layer("Bidirectional", layer=inner)), "2.2.4") == 2 * 4 * 3 * (4 + 3 + 1)

    def test_a_custom_layer_that_states_it(self):
        model = Model(read(sequential(layer("Custom", input_dim=4), layer("Dense", "d", units=3))))
        assert model.is_lower_bound


class TestLayers:
    def test_layers_inside_wrappers(self):
        wrapped = layer("TimeDistributed", "t", layer=layer("Dense", "d", units=3))
        (spec,) = read(sequential(wrapped)).root.graph.layers
        assert spec.config["layer"].kind == "Dense"
        cells = [layer("GRUCell", f"c{number}", units=3) for number in range(2)]
        stacked = layer("RNN", "r", cell=layer("StackedRNNCells", "s", cells=cells))
        (spec,) = read(sequential(stacked)).root.graph.layers
        assert [cell.config["reset_after"] for cell in spec.config["cell"].config["cells"]] == [True, True]

    def test_tuples(self):
        size = {"class_name": "__tuple__", "items": [3, 5]}
        (spec,) = read(sequential(layer("Conv2D", filters=2, kernel_size=size))).root.graph.layers
        assert spec.config["kernel_size"] == [3, 5]

    def test_a_shared_layer_is_one_layer(self):
        shared = {**layer("Dense", "d", units=4), "shared_object_id": 7}
        first = layer("Dense", "d", units=4)
        model_spec = read(sequential(layer("InputLayer", batch_shape=[None, 4]), first, shared))
        assert model_spec.root.graph.layers == (model_spec.root.graph.calls[1].spec,)
        assert Model(model_spec).total == 20

    def test_a_model_inside(self):
        inner = sequential(layer("Dense", "d", units=3), trainable=False)
        model_spec = read(sequential(layer("InputLayer", batch_shape=[None, 4]), inner))
        assert model_spec.root.graph.layers[0].config == {"trainable": False}

    def test_operations(self):
        inbound = [["i", 0, 0, {"slice_spec": [{"start": None, "stop": None, "step": None}, -1]}]]
        slicing = {"class_name": "SlicingOpLambda", "name": "s", "config": {"function": "getitem"}}
        tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["i", 0, 0]}}
        mean = {"class_name": "Mean", "name": "n", "module": "keras.src.ops.numpy", "config": {"axis": 1, "name": "n"}}
        index = {"class_name": "GetItem", "name": "g", "module": "keras.src.ops.numpy", "config": {"name": "g"}}
        pieces = [{"class_name": "__ellipsis__"}, {"class_name": "__slice__", "config": {"start": 0, "stop": 2}}]
        layers = [
            {**layer("InputLayer", "i", batch_shape=[None, 5, 4]), "inbound_nodes": []},
            {**slicing, "inbound_nodes": inbound},
            {**mean, "inbound_nodes": [{"args": [tensor], "kwargs": {}}]},
            {**index, "inbound_nodes": [{"args": [tensor, pieces], "kwargs": {}}]},
        ]
        config = {"name": "m", "layers": layers, "input_layers": [], "output_layers": []}
        _, sliced, mean_spec, item = read({"class_name": "Functional", "config": config}).root.graph.layers
        assert (sliced.kind, mean_spec.kind, item.kind) == ("ops.GetItem", "ops.Mean", "ops.GetItem")
        (pieces,) = sliced.config["args"]
        assert (pieces[0].ends, pieces[1]) == ((None, None, None), -1)
        assert mean_spec.config == {"axis": 1, "args": []}
        assert (item.config["args"][0][0], item.config["args"][0][1].ends) == (Ellipsis, (0, 2, None))

    def test_a_layer_without_a_module_is_no_operation(self):
        (dense, mean) = read(
            sequential(layer("Dense", trainable=True), layer("Mean", "n", axis=1)), "3"
        ).root.graph.layers
        assert (dense.kind, mean.kind) == ("Dense", "ops.Mean")


@pytest.mark.parametrize(
    ("compiled", "optimizer"),
    [
        ({}, ("", {})),
        ({"optimizer": "Adam"}, ("adam", {})),
        ({"optimizer": {"class_name": "SGD", "config": {"momentum": 0.9}}}, ("sgd", {"momentum": 0.9})),
        ({"optimizer_config": {"class_name": "Custom>Adam", "config": None}}, ("adam", {})),
        ({"optimizer": 3}, ("", {})),
    ],
)
def test_optimizers(compiled, optimizer):
    assert optimizer_of(compiled) == optimizer
    assert read({**sequential(), "compile_config": compiled}).optimizer == optimizer[0]


class TestRefusals:
    @pytest.mark.parametrize(
        ("value", "says"),
        [
            ([], "x.json is JSON, but not of a Keras model: it has no class_name"),
            ({"class_name": 3}, "the model is not a layer: it has no class_name"),
            ({"class_name": "Dense"}, r"the model \(Dense\) has no config"),
            (sequential(5), "is not a layer"),
        ],
    )
    def test_values_that_are_no_model(self, value, says):
        with pytest.raises(UsageError, match=says):
            read(value)

    def test_layers_inside_one_another(self, monkeypatch):
        monkeypatch.setattr(module, "MAX_NESTED_LAYERS", 5)
        value = layer("Dense", units=3)
        for _ in range(5):
            value = layer("TimeDistributed", layer=value)
        with pytest.raises(UsageError, match="more than 5 layers inside one another"):
            read(sequential(value))

    def test_many_layers(self, monkeypatch):
        monkeypatch.setattr(module, "MAX_LAYERS", 5)
        with pytest.raises(UsageError, match="more than 5 layers"):
            read(sequential(*[layer("Flatten")] * 5))


class TestWhatFilesLeaveOut:
    DENSE = layer("Dense", units=3)

    def test_a_version(self):
        """Without one, the keys show the generation."""
        of_2 = sequential(layer("GRU", units=3, batch_input_shape=[None, 5, 4]))
        of_3 = sequential(layer("InputLayer", "i", batch_shape=[None, 5, 4]), layer("GRU", units=3))
        assert [read(value).version for value in (of_2, of_3)] == [(2, 4), (3,)]

    def test_a_bare_list_of_keras_1(self):
        first = layer("Dense", output_dim=3, batch_input_shape=[None, 4])
        second = layer("Dense", "k", output_dim=2, bias=False)
        spec = read({"class_name": "Sequential", "config": [first, second]})
        assert (spec.version, Model(spec).total) == ((1, 2), 4 * 3 + 3 + 3 * 2)

    def test_the_optimizer_and_its_settings(self):
        compiled = {"optimizer": {"class_name": "SGD", "config": {"momentum": 0.9}}}
        spec = read({**sequential(self.DENSE, build_input_shape=[None, 4]), "compile_config": compiled})
        assert (spec.optimizer, spec.optimizer_config) == ("sgd", {"momentum": 0.9})
        assert read(sequential(self.DENSE)).optimizer == ""

    def test_a_layer_inside_that_is_none(self):
        spec = read(sequential(layer("TimeDistributed", layer=3), build_input_shape=[None, 5, 4]))
        with pytest.raises(UsageError, match="layer must be a layer, got 3"):
            Model(spec)

    def test_depth_counts_through_lists_of_cells(self, monkeypatch):
        monkeypatch.setattr(module, "MAX_NESTED_LAYERS", 5)
        cell = layer("GRUCell", units=3)
        for _ in range(3):
            cell = layer("StackedRNNCells", cells=[cell])
        assert read(sequential(cell)).root.graph.layers
        for _ in range(3):
            cell = layer("StackedRNNCells", cells=[cell])
        with pytest.raises(UsageError, match="more than 5 layers inside one another"):
            read(sequential(cell))

    def test_the_input_stands_only_in_build_input_shape(self):
        assert total(sequential(self.DENSE, build_input_shape=[None, 4])) == 15

    def test_the_input_stands_only_in_build_config(self):
        model = {**sequential(self.DENSE), "build_config": {"input_shape": [None, 4]}}
        assert total(model) == 15
        assert read(model).root.graph.calls[0].spec.config == {"batch_shape": (None, 4)}
        assert total(sequential({**self.DENSE, "build_config": {"input_shape": [None, 6]}})) == 21

    @pytest.mark.parametrize("nodes", [{"inbound_nodes": []}, {"inbound_nodes": None}, {}])
    def test_empty_inbound_nodes(self, nodes):
        """An input reads nothing."""
        first = {**layer("InputLayer", "i", batch_input_shape=[None, 4]), "name": "i", **nodes}
        called = {**layer("Dense", "d", units=3), "name": "d", "inbound_nodes": [[["i", 0, 0, {}]]]}
        ends = {"input_layers": [["i", 0, 0]], "output_layers": [["d", 0, 0]]}
        config = {"name": "m", "layers": [first, called], **ends}
        spec = read({"class_name": "Functional", "config": config})
        assert Model(spec).total == 15
        assert [call.inputs for call in spec.root.graph.calls] == [(), ((0, 0),)]

    def test_slices_of_keras_2(self):
        """`x[:, -1]` of (None, 5, 4) gives (None, 4)."""
        whole, last = {"start": None, "stop": None, "step": None}, -1
        first = {**layer("InputLayer", "i", batch_input_shape=[None, 5, 4]), "name": "i", "inbound_nodes": []}
        node = ["i", 0, 0, {"slice_spec": [whole, last]}]
        taken = {**layer("SlicingOpLambda", "s", function="_slice"), "name": "s", "inbound_nodes": [node]}
        dense = {**layer("Dense", "d", units=3), "name": "d", "inbound_nodes": [[["s", 0, 0, {}]]]}
        ends = {"input_layers": [["i", 0, 0]], "output_layers": [["d", 0, 0]]}
        config = {"name": "m", "layers": [first, taken, dense], **ends}
        model = Model(read({"class_name": "Functional", "config": config}))
        assert model.layer("s").outputs[0][1:] == (4,)
        assert model.total == 15
