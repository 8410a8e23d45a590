"""What holds for all layers of Keras: the image format, the dtype policy, the names."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import count, units

MODEL = "\nmodel = Sequential([Input((8, 9, 3)), layers.Conv2D(2, 1)])"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("keras.mixed_precision.set_global_policy('mixed_float16')", 8),
        ("keras.mixed_precision.set_global_policy(policy='mixed_float16')", 8),
        ("keras.config.set_dtype_policy('int8_from_float32')", None),
        ("keras.config.set_dtype_policy(number)", None),
        ("keras.backend.clear_session()", 8),
    ],
)
def test_settings(text, total):
    found = count(text + MODEL)
    assert (found and found[0]) == total


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("n = 1 if K.image_data_format() == 'channels_last' else 2", 1),
        ("K.set_image_data_format('channels_first')\nn = 1 if K.image_data_format() == 'channels_last' else 2", 2),
        ("n = 1 if K.image_dim_ordering() == 'tf' else 2", 1),
    ],
)
def test_the_image_format(text, number):
    assert units(f"from keras import backend as K\n{text}") == number
