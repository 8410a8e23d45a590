"""A GRU with dropout reads film reviews of 100 words: the model of docs/worked-examples/imdb-gru-tf2.md.

The reviews are made by a few rules; `reviews` in learning.py has them.
"""

from functools import partial

import keras
from learning import System, main, reviews


def build(layer: type[keras.Layer], units: int) -> keras.Model:
    """The model with this class of recurrent layers."""
    model = keras.Sequential(
        [
            keras.Input((100,)),
            keras.layers.Embedding(10000, 128),
            layer(units, dropout=0.2, recurrent_dropout=0.2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    # Ten times the default learning rate: there are few reviews and few rounds.
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


SYSTEM = System(
    build=build,
    line=(
        "Input((100,)) > Embedding(10000, 128) > {cell}({units}, dropout=0.2, recurrent_dropout=0.2)"
        " > Dense(1, activation='sigmoid')"
    ),
    cell="GRU",
    units=64,
    data=partial(reviews, steps=100),
    epochs=6,
)

if __name__ == "__main__":
    main(SYSTEM)
