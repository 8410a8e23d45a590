"""A GRU reads the rows of an image: the model of docs/worked-examples/gru-mnist-rows.md.

The images are scikit-learn's digits, enlarged to 28 × 28.
"""

import keras
from learning import System, enlarged_digits, main


def build(layer: type[keras.Layer], units: int) -> keras.Model:
    """The model with this class of recurrent layers."""
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layer(units),
            keras.layers.Dense(10),
            keras.layers.Activation("softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


SYSTEM = System(
    build=build,
    line="Input((28, 28)) > {cell}({units}) > Dense(10) > Activation('softmax')",
    cell="GRU",
    units=75,
    data=enlarged_digits,
    epochs=10,
)

if __name__ == "__main__":
    main(SYSTEM)
