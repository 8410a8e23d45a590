"""A definition to start from: what the file tells, so that the definition counts that file."""

import pytest

import paramcalc
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain
from paramcalc.readers.definitions import read_text, tables_in
from paramcalc.readers.source import read_source


def model(*layers: LayerSpec, shape=(None, 4), stored=None) -> Model:
    return Model(ModelSpec(chain("Sequential", "m", layers, shape), "keras", (3,), "a test", stored=stored))


def tensor(name: str, *shape: int) -> StoredTensor:
    return StoredTensor(name, shape, "float32")


MIX = LayerSpec(
    "Mix", "mix", {"name": "mix", "trainable": True, "units": 9, "use_bias": True, "mode": "x"}, built=([None, 4],)
)
BARE = LayerSpec("Mix", "bare", {"name": "bare", "units": 7, "use_bias": False, "mode": "x"}, built=([None, 9],))

STORED = {
    "mix": [tensor("vars/0", 4, 18), tensor("layers/mix/v:0", 9), tensor("vars/2", 5)],
    "bare": [tensor("vars/0", 9, 14), tensor("layers/mix/v:0", 7)],
}

EXPECTED = '''
[Mix]
arguments = "units, use_bias, mode"
# mix has vars/0 (4, 18), layers/mix/v:0 (9,), vars/2 (5,); it reads (None, 4)
# bare has vars/0 (9, 14), layers/mix/v:0 (7,); it reads (None, 9)
weights = """
weight_1 (input, 2 * units)
v (units)
weight_3 (5) if use_bias
"""
output = "(batch, ..., units)"
# macs = 0, or the multiply-adds of a sample: positions * input * units
'''


def test_the_tensors_of_all_layers_of_a_class_are_explained_together():
    last = LayerSpec("Dense", "d", {"units": 3}, built=([None, 7],))
    text = model(MIX, BARE, last, stored=STORED).definitions
    assert text == EXPECTED.strip()


def test_the_definition_counts_the_file_that_it_came_from():
    last = LayerSpec("Dense", "d", {"units": 3}, built=([None, 7],))
    unknown = model(MIX, BARE, last, stored=STORED)
    ((_, name, _),) = read_text(unknown.definitions, "a test")
    assert name == "Mix"
    with paramcalc.define(tables_in(unknown.definitions, "a test")):
        known = model(MIX, BARE, last, stored=STORED)
        assert known.total == unknown.total == 4 * 18 + 9 + 5 + 9 * 14 + 7 + 24
        assert known.definitions == ""
        assert not known.from_file


def test_known_classes_need_no_definition():
    assert model(LayerSpec("Dense", "d", {"units": 3})).definitions == ""
    assert paramcalc.model("Input((28, 28)) > GRU(75)").definitions == ""


def test_a_file_without_tensors_tells_the_arguments():
    text = model(LayerSpec("package>Mix", "mix", {"units": 9})).definitions
    assert text.startswith('[Mix]\narguments = "units"\n# the file has no tensors of its own for it')
    assert read_text(text, "a test")


def test_an_unknown_layer_inside_another_has_a_table():
    wrapper = LayerSpec("TimeDistributed", "t", {"layer": LayerSpec("Mix", "mix", {"units": 9})})
    text = model(wrapper, shape=(None, 7, 4), stored={"t": [tensor("a", 4, 9)]}).definitions
    assert "[Mix]" in text
    assert "has no tensors of its own" in text


@pytest.mark.parametrize("kind", ["Mine(3)", "a]\n[b", "Mix 'x'"])
def test_what_is_no_name_of_a_class_has_no_table(kind):
    assert model(LayerSpec(kind, "x", {})).definitions == ""


def test_names_from_the_file_cannot_end_the_text():
    odd = LayerSpec("Mix", "mix", {'"""\n[X]': 1, "a b": 2, "units": 9})
    text = model(odd, stored={"mix": [tensor('"""\n[X]', 4, 9)]}).definitions
    assert [name for _, name, _ in read_text(text, "a test")] == ["Mix"]


def test_a_source_tells_no_arguments():
    source = "import keras\nfrom mine import Scale\nm = keras.Sequential([keras.Input((7, 5)), Scale()])"
    assert Model(read_source(source)).definitions == ""


def test_lengths_that_no_name_explains_stay_numbers():
    one, two = (LayerSpec("Mix", name, {"units": 3}) for name in ("one", "two"))
    stored = {"one": [tensor("vars/0", 8, 11)], "two": [tensor("vars/0", 8, 13)]}
    assert "weight_1 (8, input)" in model(one, two, shape=None, stored=stored).definitions
