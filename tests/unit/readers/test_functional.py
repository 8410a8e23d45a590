"""Graphs of functional models, as Keras 1, 2 and 3 write them."""

from __future__ import annotations

import pytest

from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec, Ref, chain
from paramcalc.readers.functional import MAX_ARGUMENT_DEPTH, functional_graph, is_history


def read_layer(entry, place):
    """A stand-in for the reader of configurations; a `nested` entry is a functional model."""
    graph = chain("Functional", "inner", [], None).graph if entry.get("nested") else None
    return LayerSpec("Functional" if graph else "Layer", entry["name"], {}, graph=graph)


def old(name, *nodes, **more):
    """A layer of Keras 1 or 2, with the histories that each node reads."""
    return {"name": name, "inbound_nodes": list(nodes), **more}


def tensor(layer, node=0, output=0, shape=None):
    return {"class_name": "__keras_tensor__", "config": {"shape": shape, "keras_history": [layer, node, output]}}


def new(name, *nodes, **more):
    """A layer of Keras 3, with the arguments of each node."""
    return {"name": name, "inbound_nodes": [{"args": list(args), "kwargs": {}} for args in nodes], **more}


def graph(layers, inputs, outputs, generation=2):
    config = {"layers": layers, "input_layers": inputs, "output_layers": outputs}
    return functional_graph(config, "m", read_layer, generation)


def edges(made):
    """Each call as its layer and the layers that it reads from."""
    return [(call.spec.name, *(made.calls[ref.call].spec.name for ref in call.inputs)) for call in made.calls]


class TestNodes:
    def test_keras_1_triples(self):
        made = graph([old("i"), old("d", [["i", 0, 0]])], [["i", 0, 0]], [["d", 0, 0]], 1)
        assert edges(made) == [("i",), ("d", "i")]
        assert (made.inputs, made.outputs) == ((0,), (Ref(1),))

    def test_keras_2_with_arguments_by_name(self):
        arguments = {"key": ["k", 0, 0], "value": ["v", 0, 0], "mask": ["i", 0, 0], "training": None}
        layers = [old("i"), old("k"), old("v"), old("a", [["i", 0, 0, arguments]])]
        made = graph(layers, [["i", 0, 0]], [["a", 0, 0]])
        (call,) = [call for call in made.calls if call.spec.name == "a"]
        # The value comes before the key, as attention layers take them; a mask stands beside.
        assert [made.calls[ref.call].spec.name for ref in call.inputs] == ["i", "v", "k"]
        assert [made.calls[ref.call].spec.name for ref in call.beside] == ["i"]

    def test_a_single_history_and_one_inside_lists(self):
        layers = [old("i"), old("a", ["i", 0, 0]), old("b", [[["i", 0, 0], ["a", 0, 0]]])]
        assert edges(graph(layers, ["i", 0, 0], ["b", 0, 0])) == [("i",), ("a", "i"), ("b", "i", "a")]

    def test_keras_3_with_shapes(self):
        layers = [new("i"), new("d", [tensor("i", shape=[None, 4])]), new("c", [[tensor("i"), tensor("d")]])]
        made = graph(layers, ["i", 0, 0], [["c", 0, 0]], 3)
        assert edges(made) == [("i",), ("d", "i"), ("c", "i", "d")]
        assert [call.recorded for call in made.calls] == [(), ([None, 4],), (None, None)]

    def test_keras_3_states_are_beside(self):
        gru = {"name": "g", "inbound_nodes": [{"args": [tensor("i")], "kwargs": {"initial_state": [tensor("s")]}}]}
        made = graph([new("i"), new("s"), gru], ["i", 0, 0], ["g", 0, 0], 3)
        assert (made.calls[2].inputs, made.calls[2].beside) == ((Ref(0),), (Ref(1),))

    def test_a_shared_layer_is_one_layer_with_two_calls(self):
        layers = [old("i"), old("j"), old("d", [["i", 0, 0]], [["j", 0, 0]]), old("c", [["d", 0, 0], ["d", 1, 0]])]
        made = graph(layers, [["i", 0, 0], ["j", 0, 0]], [["c", 0, 0]])
        assert edges(made) == [("i",), ("j",), ("d", "i"), ("d", "j"), ("c", "d", "d")]
        assert [layer.name for layer in made.layers] == ["i", "j", "d", "c"]
        assert made.calls[2].spec is made.calls[3].spec
        assert made.calls[4].inputs == (Ref(2), Ref(3))

    def test_outputs_by_number(self):
        made = graph([old("i"), old("l", [["i", 0, 0]]), old("d", [["l", 0, 2]])], ["i", 0, 0], [["d", 0, 0]])
        assert made.calls[2].inputs == (Ref(1, 2),)

    def test_layers_in_any_order(self):
        layers = [old("b", [["a", 0, 0]]), old("a", [["i", 0, 0]]), old("i")]
        made = graph(layers, [["i", 0, 0]], [["b", 0, 0]])
        assert edges(made) == [("i",), ("a", "i"), ("b", "a")]
        assert [layer.name for layer in made.layers] == ["b", "a", "i"]


class TestNestedModels:
    def test_keras_2_counts_from_1(self):
        """Node 0 of a nested model is its own call, which the outer file does not list."""
        layers = [old("i"), old("n", [["i", 0, 0]], [["i", 0, 0]], nested=True), old("d", [["n", 1, 0], ["n", 2, 0]])]
        made = graph(layers, [["i", 0, 0]], [["n", 2, 0]])
        assert edges(made) == [("i",), ("n", "i"), ("n", "i"), ("d", "n", "n")]
        assert (made.calls[3].inputs, made.outputs) == ((Ref(1), Ref(2)), (Ref(2),))

    def test_keras_3_counts_from_0_inside_and_from_1_at_the_ends(self):
        layers = [new("i"), new("n", [tensor("i")], [tensor("i")], nested=True), new("d", [tensor("n", 0)])]
        made = graph(layers, ["i", 0, 0], [["n", 1, 0], ["n", 2, 0]], 3)
        assert (made.calls[3].inputs, made.outputs) == ((Ref(1),), (Ref(1), Ref(2)))
        with pytest.raises(UsageError, match="m reads from call 0 of 'n'"):
            graph(layers, ["i", 0, 0], [["n", 0, 0]], 3)


class TestRefusals:
    @pytest.mark.parametrize(
        ("layers", "outputs", "says"),
        [
            ([old("a", [["b", 0, 0]]), old("b", [["a", 0, 0]])], [], "in a circle: (a -> b -> a|b -> a -> b)"),
            ([old("a", [["a", 0, 0]])], [], "in a circle: a -> a"),
            ([old("a"), old("a")], [], "two layers called 'a'"),
            ([old("a")], [["x", 0, 0]], "m reads from call 0 of 'x', which it does not have"),
            ([old("a")], [["a", 7, 0]], "m reads from call 7 of 'a'"),
            ([old("a", [["x", 0, 0]])], [], "m reads from call 0 of 'x'"),
            ([{"name": "a", "inbound_nodes": 5}], [], "a in m: inbound_nodes must be a list, got 5"),
            ([new("a", [{"class_name": "__keras_tensor__", "config": {}}])], [], "a tensor comes from"),
        ],
    )
    def test_graphs_that_do_not_hold_together(self, layers, outputs, says):
        with pytest.raises(UsageError, match=says):
            graph(layers, [], outputs)

    def test_arguments_that_are_nested_too_deeply(self):
        argument = ["x", 0, 0]
        for _ in range(MAX_ARGUMENT_DEPTH + 2):
            argument = [argument]
        with pytest.raises(UsageError, match="nested too deeply"):
            graph([old("a", argument)], [], [])

    def test_a_long_chain_is_no_recursion(self):
        layers = [old("l0"), *(old(f"l{number}", [[f"l{number - 1}", 0, 0]]) for number in range(1, 5000))]
        assert len(graph(layers[::-1], [["l0", 0, 0]], [["l4999", 0, 0]]).calls) == 5000


@pytest.mark.parametrize("value", [["a", 0], ["a", 0, 0, {}, 1], ["a", True, 0], ["a", -1, 0], ["a", 10**6, 0], "abc"])
def test_values_that_are_no_history(value):
    assert not is_history(value)
