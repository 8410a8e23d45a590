"""`paramcalc.define`: known from then on, or in a block."""

import pytest

import paramcalc
from paramcalc import UsageError

SCALE = {"arguments": "center=True", "weights": "gamma (input)\nbeta (input) if center", "output": "same", "macs": 0}

LINE = "Input((28, 28)) > GRU(75) > Scale() > Dense(10)"


def test_a_line_of_layers_knows_the_class_in_the_block():
    with paramcalc.define(Scale=SCALE) as definitions:
        assert definitions.names == ("Scale",)
        model = paramcalc.model(LINE)
        assert model.by("layer") == {"gru": 23625, "scale": 150, "dense": 760}
        assert model.macs == paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)").macs
        assert paramcalc.model(LINE.replace("Scale()", "Scale(center=False)")).total == 23625 + 75 + 760
    with pytest.raises(UsageError, match="no layer 'Scale'"):
        paramcalc.model(LINE)


def test_a_file_and_a_dictionary(tmp_path):
    path = tmp_path / "layers.toml"
    path.write_text('[Scale]\nweights = "gamma (input)"\noutput = "same"\n', encoding="utf-8")
    with paramcalc.define(path, Other=SCALE) as definitions:
        assert set(definitions.names) == {"Scale", "Other"}
        assert paramcalc.model(LINE).total == 23625 + 75 + 760
    with paramcalc.define({"Scale": SCALE}):
        assert paramcalc.model(LINE).total == 23625 + 150 + 760


def test_without_a_block_it_stays():
    outside = paramcalc.define(Scale=SCALE)
    try:
        with paramcalc.define(Scale={"weights": "gamma (3)", "output": "same"}):
            assert paramcalc.model(LINE).by("layer")["scale"] == 3
        assert paramcalc.model(LINE).by("layer")["scale"] == 150
    finally:
        outside.__exit__(None, None, None)


def test_sources_know_the_class():
    source = "import keras\nfrom mine import Scale\nm = keras.Sequential([keras.Input((7, 5)), Scale()])"
    own = (
        "import keras\nclass Scale(keras.layers.Layer):\n    pass\nm = keras.Sequential([keras.Input((7, 5)), Scale()])"
    )
    renamed = source.replace("import Scale", "import Scale as S").replace("Scale()", "S(center=False)")
    from paramcalc.readers.source import read_source

    with paramcalc.define(Scale=SCALE):
        assert paramcalc.ModelBreakdown(read_source(source)).total == 10
        assert paramcalc.ModelBreakdown(read_source(own)).total == 10
        assert paramcalc.ModelBreakdown(read_source(renamed)).total == 5
    assert paramcalc.ModelBreakdown(read_source(source)).is_lower_bound


def test_a_class_of_that_name_that_is_no_layer_is_left_alone():
    source = """
import keras
class Scale:
    units = 7
    def __init__(self, by=1):
        self.by = by
m = keras.Sequential([keras.Input((7, 5)), keras.layers.GRU(Scale(3).by, reset_after=False)])
"""
    from paramcalc.readers.source import read_source

    with paramcalc.define(Scale=SCALE):
        assert paramcalc.ModelBreakdown(read_source(source)).total == 3 * 3 * (5 + 3 + 1)


def test_a_module_of_pytorch():
    mixer = {"framework": "pytorch", "arguments": "size", "weights": "weight (size, size)", "output": "same", "macs": 0}
    source = "import torch.nn as nn\nfrom mine import Mixer\nm = nn.Sequential(nn.Linear(4, 6), Mixer(6))"
    from paramcalc.readers.source import read_source

    with paramcalc.define(Mixer=mixer):
        assert paramcalc.model("Linear(4, 6) > Mixer(6)", framework="pytorch").total == 30 + 36
        assert paramcalc.ModelBreakdown(read_source(source)).total == 30 + 36


def test_free_sizes_of_a_defined_class():
    table = {"arguments": "width", "weights": "kernel (input, width)", "output": "(batch, ..., width)"}
    with paramcalc.define(Wide=table):
        model = paramcalc.model("Input((None, 6)) > Wide(2 * w) > GRU(4, reset_after=False)")
        assert model.total.at(w=3) == 6 * 6 + 3 * 4 * (6 + 4 + 1)
        assert paramcalc.model("Input((None, 6)) > Wide(w)", set={"w": 5}).total == 30


def test_what_a_definition_does_not_state_is_not_counted_as_zero():
    with paramcalc.define(Scale={"weights": "gamma (input)"}):
        model = paramcalc.model(LINE)
        assert model.macs is None
        assert model.by("layer")["scale"] == 75
        assert not isinstance(model.total, int)
        assert "a definition does not state them" in str(model)


def test_the_result_is_frozen_and_shows_its_names():
    with paramcalc.define(Scale=SCALE) as definitions:
        assert repr(definitions) == "<definitions of Scale>"
        with pytest.raises(AttributeError):
            definitions.names = ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: paramcalc.define(), "takes a TOML file"),
        (lambda: paramcalc.define(3), "takes the path"),
        (lambda: paramcalc.define(Scale=3), "Scale: a definition is a table"),
        (lambda: paramcalc.define({}), "defines no layer class"),
        (lambda: paramcalc.define(GRU=SCALE), "has GRU itself"),
        (lambda: paramcalc.define(Scale={"wieghts": ""}), "the definition of Scale: no word 'wieghts'"),
    ],
)
def test_anything_else_is_refused_and_defines_nothing(call, message):
    with pytest.raises(UsageError, match=message):
        call()
    with pytest.raises(UsageError, match="no layer 'Scale'"):
        paramcalc.model(LINE)
