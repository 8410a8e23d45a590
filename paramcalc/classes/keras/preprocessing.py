"""Keras's preprocessing layers, `keras/src/layers/preprocessing`: none has weights that `count_params()` counts."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Unknown
from paramcalc.classes.rules import unchanged, unknown_output
from paramcalc.classes.windows import joined, parts

RANGE = "value_range=(0, 255)"

FACTOR = f"factor, {RANGE}, data_format=None, seed=None"

PAINTED = "interpolation='bilinear', seed=None, fill_value=0.0, data_format=None"

UNCHANGED = {
    f"{RANGE}, num_chains=3, chain_depth=3, factor=0.3, alpha=1.0, all_ops=True, interpolation='bilinear', "
    "seed=None, data_format=None": "AugMix",
    RANGE: "AutoContrast",
    f"{RANGE}, clip_limit=4.0, tile_grid_size=(8, 8), data_format=None": "ContrastLimitedAdaptiveHistogramEqualization",
    "factor=1.0, seed=None, data_format=None": "CutMix",
    f"{RANGE}, bins=256, data_format=None": "Equalization",
    "alpha=0.2, data_format=None, seed=None": "MixUp",
    f"{RANGE}, num_ops=2, factor=0.5, interpolation='bilinear', seed=None, data_format=None": "RandAugment",
    f"factor, {RANGE}, seed=None": "RandomBrightness RandomContrast",
    FACTOR: "RandomColorDegeneration RandomHue RandomPosterization RandomSaturation RandomSharpness",
    f"{RANGE}, brightness_factor=None, contrast_factor=None, saturation_factor=None, "
    "hue_factor=None, seed=None, data_format=None": "RandomColorJitter",
    "factor=1.0, scale=1.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, "
    f"{RANGE}, seed=None, data_format=None": "RandomElasticTransform",
    f"factor=1.0, scale=(0.02, 0.33), fill_value=None, {RANGE}, seed=None, data_format=None": "RandomErasing",
    "mode='horizontal_and_vertical', seed=None, data_format=None": "RandomFlip",
    f"factor=1.0, kernel_size=3, sigma=1.0, {RANGE}, data_format=None, seed=None": "RandomGaussianBlur",
    "factor=0.5, data_format=None, seed=None": "RandomGrayscale",
    f"factor=1.0, {RANGE}, seed=None, data_format=None": "RandomInvert",
    "factor=1.0, scale=1.0, interpolation='bilinear', fill_value=0.0, seed=None, data_format=None": "RandomPerspective",
    f"factor, fill_mode='reflect', {PAINTED}": "RandomRotation",
    "x_factor=0.0, y_factor=0.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, "
    "data_format=None, seed=None": "RandomShear",
    f"height_factor, width_factor, fill_mode='reflect', {PAINTED}": "RandomTranslation",
    f"height_factor, width_factor=None, fill_mode='reflect', {PAINTED}": "RandomZoom",
    "scale, offset=0.0": "Rescaling",
    f"addition_factor=0.0, threshold_factor=0.0, {RANGE}, seed=None": "Solarization",
}
"""The layers whose output has the shape of their input, by their arguments."""

RESIZED = {
    "CenterCrop": "height, width, data_format=None",
    "RandomCrop": "height, width, seed=None, data_format=None, name=None",
    "Resizing": "height, width, interpolation='bilinear', crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, "
    "fill_mode='constant', fill_value=0.0, antialias=False, data_format=None",
}
"""The layers whose output is a picture of a given size, and their arguments."""


def _resized(call: LayerCall) -> Outputs:
    batch, _, channels = parts(call, call.shape)
    return joined(call, batch, (call.size("height"), call.size("width")), channels)


def _numbered(call: LayerCall) -> Outputs:
    """Numbers in the shape of the input; the output of other modes depends on the data."""
    return call.shape if call.get("output_mode") == "int" else None


def _vectorized(call: LayerCall) -> Outputs:
    if call.get("output_mode") != "int":
        return None
    length = call.get("output_sequence_length")
    is_open = length is None or isinstance(length, Unknown)
    return (call.shape[0], None if is_open else call.size("output_sequence_length"))


def _encoded(call: LayerCall) -> Outputs:
    tokens = call.size("num_tokens")
    adds_axis = call.get("output_mode") == "one_hot" and call.shape[-1] != 1
    return (*(call.shape if adds_axis else call.shape[:-1]), tokens)


LAYERS: dict[str, LayerEntry] = {
    **unchanged(UNCHANGED),
    **{name: LayerEntry(arguments, _resized, rank=4) for name, arguments in RESIZED.items()},
    "CategoryEncoding": LayerEntry("num_tokens=None, output_mode='multi_hot', sparse=False", _encoded),
    "Discretization": LayerEntry(
        "bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False, dtype=None, name=None",
        _numbered,
    ),
    "HashedCrossing": LayerEntry(
        "num_bins, output_mode='int', sparse=False, name=None, dtype=None", _numbered, inputs=None
    ),
    "Hashing": LayerEntry("num_bins, mask_value=None, salt=None, output_mode='int', sparse=False", _numbered),
    "IntegerLookup": LayerEntry(
        "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=-1, vocabulary=None, vocabulary_dtype='int64', "
        "idf_weights=None, invert=False, output_mode='int', sparse=False, pad_to_max_tokens=False, "
        "oov_method='floormod', salt=None, name=None",
        _numbered,
    ),
    "MaxNumBoundingBoxes": LayerEntry("max_number, fill_value=-1", unknown_output),
    "MelSpectrogram": LayerEntry(
        "fft_length=2048, sequence_stride=512, sequence_length=None, window='hann', sampling_rate=16000, "
        "num_mel_bins=128, min_freq=20.0, max_freq=None, power_to_db=True, top_db=80.0, mag_exp=2.0, min_power=1e-10, "
        "ref_power=1.0",
        unknown_output,
    ),
    "StringLookup": LayerEntry(
        "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token='[UNK]', vocabulary=None, idf_weights=None, "
        "invert=False, output_mode='int', pad_to_max_tokens=False, sparse=False, encoding='utf-8', name=None, "
        "salt=None",
        _numbered,
    ),
    "TextVectorization": LayerEntry(
        "max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', ngrams=None, "
        "output_mode='int', output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None, "
        "sparse=False, ragged=False, encoding='utf-8', name=None",
        _vectorized,
    ),
}
