"""Models of Keras: what is built, in which order layers are listed, and how `trainable` is handed on."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import count, dense

HEAD = "model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(6)])\n"

KNOWN = {
    "pop": (HEAD + "model.pop()\nmodel.add(layers.Dense(2))", (dense(8, 10) + dense(2, 8),) * 2),
    "units set after the layer is built": (HEAD + "model.layers[-1].units = 10", (88 + 54,) * 2),
    "a frozen model that grows": (HEAD + "model.trainable = False\nmodel.add(layers.Dense(1))", (88 + 54 + 7, 0)),
    "a layer of a frozen model": (HEAD + "model.trainable = False\nmodel.layers[0].trainable = True", (142, 0)),
    "setting what is set does nothing": (HEAD + "model.layers[0].trainable = False\nmodel.trainable = True", (142, 54)),
    "by index": (
        "i = Input((10,))\nmodel = Model(i, layers.Dense(1)(layers.Dense(8)(i)))\n"
        "model.get_layer(index=1).trainable = False",
        (97, 9),
    ),
    "by depth": (
        "a, b = Input((10,)), Input((5,))\nx = layers.Dense(4)(layers.Dense(3)(a))\ny = layers.Dense(7)(b)\n"
        "model = Model([a, b], layers.Dense(1)(layers.Concatenate()([x, y])))\n"
        "for l in model.layers[:4]: l.trainable = False",
        (103, 54),
    ),
    "Bidirectional copies its layer": (
        "l = layers.LSTM(8)\nb = layers.Bidirectional(l)\n"
        "model = Sequential([Input((10, 4)), b, layers.Dense(1)])\nl.trainable = False",
        (849, 849),
    ),
    "a cell": (
        "model = Sequential([Input((10, 4)), layers.LSTM(8), layers.Dense(1)])\nmodel.layers[0].cell.trainable = False",
        (425, 9),
    ),
    "a shared layer": ("d = layers.Dense(10)\ni = Input((10,))\nmodel = Model(i, d(d(i)))", (110, 110)),
    "a model that grows after it was called": (
        "base = Sequential([layers.Dense(8)])\nmodel = Sequential([Input((10,)), base])\nbase.add(layers.Dense(4))",
        (88 + 36,) * 2,
    ),
    "a class that is functional": (
        "class Net(keras.Model):\n    def __init__(self):\n        i = Input((10,))\n"
        "        super().__init__(inputs=i, outputs=layers.Dense(2)(i))\nmodel = Net()",
        (22, 22),
    ),
    "a class that is called": (
        "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.a = layers.Dense(8)\n        self.l = [layers.Dense(2)]\n"
        "    def call(self, x): return self.l[0](self.a(x))\nmodel = Net()\nmodel(Input((10,)))",
        (88 + 18,) * 2,
    ),
    "count_params": (HEAD + "model.add(layers.Dense(model.count_params() // 71))", (142 + 14,) * 2),
    "isinstance": (HEAD + "for l in model.layers:\n    if isinstance(l, layers.Dense): l.trainable = False", (142, 0)),
    "clone_model": (HEAD + "model.add(layers.Dense(1))\nmodel = keras.models.clone_model(model)", (149, 149)),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known(name):
    text, counts = KNOWN[name]
    assert count(text) == counts


FREEZE_BY_NAME = HEAD + "for l in model.layers:\n    if l.name == 'dense_1': l.trainable = False"


def test_a_name_that_keras_gives():
    """Known where nothing but the source makes layers: a module that is not read may make some, too."""
    assert count(FREEZE_BY_NAME, "from keras import layers, Sequential, Input\n") == (142, 88)
    assert count(FREEZE_BY_NAME) is None


UNKNOWN = {
    "an argument": "model = Sequential([Input((10,)), layers.Dense(8, use_bias=number)])",
    "a layer that may be added": HEAD + "if check(): model.add(layers.Dense(1))",
    "a model that outside code has": HEAD + "check(model)",
    "a model under the same name": HEAD + "model = check(model)",
    "whether it is trained": HEAD + "model.trainable = number",
    "an activation that may have weights": "model = Sequential([Input((10,)), layers.Dense(8, activation=number)])",
    "an activation with weights": "model = Sequential([Input((10,)), layers.Dense(8, activation=layers.PReLU())])",
    "names after outside code": HEAD + "check()\nlast = layers.Dense(1)\nmodel.add(last)\n"
    "if last.name == 'dense_2': model.trainable = False",
    "a class that is never called": "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
    "        self.e = layers.Embedding(9, 4)\nmodel = Net()",
    "several models under one name": "for u in [1, 2]: m = Sequential([Input((3,)), layers.Dense(u)])",
    "a tensor that is not known": "i = Input((6,))\nx = i\nif check(): x = layers.Dense(3)(x)\n"
    "model = Model(i, layers.Dense(2)(x))",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known(name):
    assert count(UNKNOWN[name]) is None
