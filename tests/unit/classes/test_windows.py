"""The output shapes of convolutions and poolings."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes import windows
from paramcalc.classes.base import LayerCall
from paramcalc.classes.generation import Generation
from paramcalc.classes.keras import LAYERS
from paramcalc.errors import UsageError

BATCH, STEPS = Polynomial.symbol("batch"), Polynomial.symbol("steps")


def call(kind: str, *shape, generation=Generation(), **config) -> LayerCall:  # noqa: B008  # a frozen value
    return LayerCall(LAYERS[kind], config, ((BATCH, *shape),), generation)


@pytest.mark.parametrize("length", range(1, 12))
@pytest.mark.parametrize("kernel", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_window_counts_the_places_of_a_kernel(length, kernel, stride, dilation):
    """Against a count of the places themselves."""
    reach = (kernel - 1) * dilation + 1
    places = len(range(0, length - reach + 1, stride))
    if places:
        assert windows.window(length, kernel, stride, dilation) == places
    else:
        with pytest.raises(UsageError, match=f"a window of {reach} does not fit into a length of {length}"):
            windows.window(length, kernel, stride, dilation)


def test_an_unknown_length_is_kept_while_it_is_a_polynomial():
    assert windows.window(STEPS, 3, 1) == STEPS + -2
    assert windows.window(STEPS, 3, 2) is None


def test_a_transposed_convolution_undoes_a_convolution():
    for length in (5, 6, 7):
        inside = windows.window(length, 3, 2)
        extra = (length - 3) % 2
        assert windows.widened(inside, 3, 2, 1, 0, extra) == length


@pytest.mark.parametrize(
    ("made", "output"),
    [
        (call("Conv1D", 7, 5, filters=4, kernel_size=3), (5, 4)),
        (call("Conv1D", 7, 5, filters=4, kernel_size=3, padding="causal"), (7, 4)),
        (call("Conv2D", 7, 8, 5, filters=4, kernel_size=(3, 2), strides=2), (3, 4, 4)),
        (call("Conv2D", 5, 7, 8, filters=4, kernel_size=3, data_format="channels_first"), (4, 5, 6)),
        (call("Conv1D", STEPS, 5, filters=4, kernel_size=3, strides=2), (None, 4)),
        (call("Conv2DTranspose", 3, 4, 5, filters=2, kernel_size=3, strides=2), (7, 9, 2)),
        (call("Conv1DTranspose", 3, 5, filters=2, kernel_size=3, strides=2, output_padding=1), (8, 2)),
        (call("DepthwiseConv1D", 7, 5, kernel_size=3, depth_multiplier=2), (5, 10)),
        (call("MaxPooling2D", 7, 8, 5), (3, 4, 5)),
        (call("MaxPooling1D", 7, 5, pool_size=2, padding="same"), (4, 5)),
        (call("GlobalMaxPooling2D", 7, 8, 5), (5,)),
        (call("GlobalMaxPooling2D", 7, 8, 5, keepdims=True), (1, 1, 5)),
        (call("AdaptiveMaxPooling2D", 7, 8, 5, output_size=(2, 3)), (2, 3, 5)),
        (call("ZeroPadding1D", 7, 5, padding=(1, 2)), (10, 5)),
        (call("Cropping2D", 7, 8, 5, cropping=((1, 2), 3)), (4, 2, 5)),
        (call("UpSampling3D", 2, 3, 4, 5), (4, 6, 8, 5)),
    ],
    ids=lambda value: "" if isinstance(value, tuple) and not isinstance(value, LayerCall) else None,
)
def test_output(made, output):
    assert made.entry.output(made) == (BATCH, *output)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (call("Conv1D", 7, 5, filters=4, kernel_size=3, strides=2, dilation_rate=2), "cannot both be above 1"),
        (call("Conv1DTranspose", 7, 5, filters=4, kernel_size=3, output_padding=1), "must be below strides"),
        (call("Conv2D", 7, 8, 5, filters=4, kernel_size=3, padding="causal"), "no padding 'causal'"),
        (call("Cropping1D", 3, 5, cropping=2), "cannot be cropped by 4"),
        (call("UpSampling2D", 7, 8, 5, size=(1, 2, 3)), "size takes 1 or 2 values"),
    ],
)
def test_what_is_refused(made, message):
    with pytest.raises(UsageError, match=message):
        made.entry.output(made)


def test_sizes_of_a_convolution():
    made = call("Conv2D", 7, 8, 6, filters=4, kernel_size=3, groups=2)
    assert windows.convolution_sizes(made) == {"kernel": (3, 3), "channels": 3, "ones": (1, 1)}
    with pytest.raises(UsageError, match="groups=4 must divide both the channels, 6, and the filters, 4"):
        windows.convolution_sizes(call("Conv2D", 7, 8, 6, filters=4, kernel_size=3, groups=4))


def test_keras_1_has_the_kernel_of_two_dimensions():
    made = call("Conv1D", 7, 6, filters=4, kernel_size=3, generation=Generation(widens_kernels=True))
    assert windows.convolution_sizes(made)["kernel"] == (3, 1)


def transposed_lengths(lengths, **config):
    """The output lengths of a transposed convolution in two dimensions with a kernel of 3."""
    entry = LAYERS["Conv2DTranspose"]
    shape = (Polynomial.symbol("batch"), *lengths, 2)
    made = LayerCall(entry, {"filters": 4, "kernel_size": 3, **config}, (shape,))
    return entry.output(made)[1:-1]


def test_output_padding_of_each_axis():
    """Keras: (length - 1) * stride + kernel + padding of the output."""
    assert transposed_lengths((5, 6), strides=3, output_padding=(0, 2)) == (4 * 3 + 3, 5 * 3 + 3 + 2)
    assert transposed_lengths((5, 6), strides=(2, 3), output_padding=(1, 0)) == (4 * 2 + 3 + 1, 5 * 3 + 3)
    with pytest.raises(UsageError, match=r"output_padding=.* must be below strides"):
        transposed_lengths((5, 6), strides=2, output_padding=(0, 2))


@pytest.mark.parametrize("steps", [5, 8])
def test_output_padding_of_a_formula(steps):
    free = transposed_lengths((Polynomial.symbol("steps"), 6), strides=3, output_padding=(0, 2))
    assert free[0].evaluate({"steps": steps}) == transposed_lengths((steps, 6), strides=3, output_padding=(0, 2))[0]
