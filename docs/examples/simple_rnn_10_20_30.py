"""SimpleRNN with 10, 20 and 30 units: the models of docs/worked-examples/simple-rnn-10-20-30.md.

The images are scikit-learn's digits, enlarged to 28 × 28; a step is a row.
"""

import keras
from learning import System, enlarged_digits, main


def build(layer: type[keras.Layer], units: int) -> keras.Model:
    """The model with this class of recurrent layers."""
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layer(units),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


SYSTEM = System(
    build=build,
    line="Input((28, 28)) > {cell}({units}) > Dense(10, activation='softmax')",
    cell="SimpleRNN",
    units=30,
    other_units=(10, 20),
    data=enlarged_digits,
    epochs=10,
)

if __name__ == "__main__":
    main(SYSTEM)
