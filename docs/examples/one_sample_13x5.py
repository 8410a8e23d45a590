"""13 steps of 5 features into 10 units: the layers of docs/worked-examples/one-sample-13x5.md, and a Dense layer.

A sample is one of scikit-learn's digits: its 64 pixels and a zero, five at a step.
"""

import keras
import numpy
from learning import Data, System, digits, main


def pixels(random: numpy.random.Generator) -> Data:
    """The digits as 13 steps of 5 pixels."""
    images, labels, other_images, other_labels = digits(random)
    return _in_fives(images), labels, _in_fives(other_images), other_labels


def _in_fives(images: numpy.ndarray) -> numpy.ndarray:
    return numpy.pad(images.reshape(-1, 64), ((0, 0), (0, 1))).reshape(-1, 13, 5)


def build(layer: type[keras.Layer], units: int) -> keras.Model:
    """The model with this class of recurrent layers."""
    model = keras.Sequential(
        [
            keras.Input((13, 5)),
            layer(units),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


SYSTEM = System(
    build=build,
    line="Input((13, 5)) > {cell}({units}) > Dense(10, activation='softmax')",
    cell="LSTM",
    units=10,
    data=pixels,
    epochs=60,
)

if __name__ == "__main__":
    main(SYSTEM)
