"""Three cells read film reviews of 500 words: the models of docs/worked-examples/imdb-three-cells.md.

The reviews are made by a few rules; `reviews` in learning.py has them.
"""

from functools import partial

import keras
from learning import System, main, reviews


def build(layer: type[keras.Layer], units: int) -> keras.Model:
    """The model with this class of recurrent layers."""
    model = keras.Sequential(
        [
            keras.Input((500,)),
            keras.layers.Embedding(10000, 32),
            layer(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    # Ten times the default learning rate: there are few reviews and few rounds.
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


SYSTEM = System(
    build=build,
    line="Input((500,)) > Embedding(10000, 32) > {cell}({units}) > Dense(1, activation='sigmoid')",
    cell="LSTM",
    units=32,
    data=partial(reviews, steps=500),
    epochs=6,
)

if __name__ == "__main__":
    main(SYSTEM)
