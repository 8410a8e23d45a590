"""The sizes in TensorFlow Lite, held against the tensors of models that its own converter wrote.

The converter can end the process that runs it, so it runs in one of its own.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest
from support import clean_environment

import paramcalc

if importlib.util.find_spec("tensorflow") is None:
    pytest.skip("TensorFlow is not installed: pip install 'paramcalc[tensorflow]'", allow_module_level=True)

EXACT = {
    "dense": "Input((28,)) > Dense(50, activation='relu') > Dense(10)",
    "dense without bias": "Input((28,)) > Dense(50, use_bias=False) > Dense(10)",
    "dense at each step": "Input((7, 28)) > Dense(50) > Flatten() > Dense(10)",
    "convolutions": "Input((9, 9, 3)) > Conv2D(8, 3) > DepthwiseConv2D(3) > Conv2D(4, 1, use_bias=False) > Flatten()",
    "two channels for each": "Input((12, 12, 3)) > DepthwiseConv2D(3, depth_multiplier=2) > Flatten() > Dense(10)",
    "one dimension": "Input((12, 3)) > Conv1D(8, 3, use_bias=False) > Flatten() > Dense(10)",
    "separable": "Input((12, 12, 3)) > SeparableConv2D(8, 3, depth_multiplier=2) > Flatten() > Dense(10)",
    "transposed": "Input((6, 6, 3)) > Conv2DTranspose(8, 3) > GlobalAveragePooling2D() > Dense(10)",
    "folded": "Input((9, 9, 3)) > Conv2D(8, 3, use_bias=False) > BatchNormalization() > ReLU() > Flatten()",
    "folded at depth": "Input((12, 12, 3)) > DepthwiseConv2D(3) > BatchNormalization() > Flatten() > Dense(10)",
    "embedding": "Input((7,)) > Embedding(100, 16) > Flatten() > Dense(10)",
}
"""Models whose int8 weights, int32 biases and scales are all counted."""

AT_LEAST = {
    "rnn": "Input((7, 6)) > SimpleRNN(16, unroll=True) > Dense(10)",
    "lstm": "Input((7, 6)) > LSTM(16, unroll=True) > Dense(10)",
    "gru": "Input((7, 6)) > GRU(16, unroll=True) > Dense(10)",
    "not folded": "Input((12, 12, 3)) > Conv2D(8, 3, activation='relu') > BatchNormalization() > Flatten() > Dense(10)",
    "merged": "Input((28,)) > Dense(50) > BatchNormalization() > Dense(10)",
    "normalized": "Input((28,)) > Dense(10) > LayerNormalization() > Dense(10)",
}
"""Models with tensors that are not counted."""

PROGRAM = """
import json, sys
import numpy as np
import tensorflow as tf
import keras
from keras.layers import *
from tensorflow.lite.python import schema_py_generated as schema

def converted(line):
    first, *layers = [eval(part) for part in line.split(" > ")]
    model = keras.Sequential([keras.Input(first.shape[1:], batch_size=1), *layers])
    numbers = np.random.default_rng(7)
    # The converter drops a bias of zeros.
    model.set_weights([numbers.uniform(0.1, 1.1, each.shape).astype(each.dtype) for each in model.get_weights()])
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    shape = [1, *first.shape[1:]]
    converter.representative_dataset = lambda: ([numbers.uniform(0, 1, shape).astype("float32")] for _ in range(4))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return schema.ModelT.InitFromPackedBuf(converter.convert(), 0)

def measured(model):
    sizes = {"int8": 0, "int32": 0, "scales": 0, "zero_points": 0, "matrices": []}
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            data, quantization = model.buffers[tensor.buffer].data, tensor.quantization
            # Constants such as a shape to reshape to have no scale.
            if data is None or not len(data) or quantization is None or quantization.scale is None:
                continue
            kind = {schema.TensorType.INT8: "int8", schema.TensorType.INT32: "int32"}[tensor.type]
            sizes[kind] += len(data) // {"int8": 1, "int32": 4}[kind]
            sizes["scales"] += len(quantization.scale)
            sizes["zero_points"] += len(quantization.zeroPoint)
            if kind == "int8" and len(tensor.shape) > 1 and min(tensor.shape) > 1:
                sizes["matrices"].append([len(data), len(quantization.scale)])
    return sizes

answer = {name: measured(converted(line)) for name, line in json.loads(sys.argv[1]).items()}
print(json.dumps(answer), file=sys.__stderr__)
"""


@pytest.fixture(scope="module")
def real() -> dict[str, dict]:
    """The numbers in the converted models."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps({**EXACT, **AT_LEAST})],
        capture_output=True,
        text=True,
        env=clean_environment(TF_CPP_MIN_LOG_LEVEL="3"),
        check=False,
    )
    if done.returncode:
        pytest.skip(f"the converter of this TensorFlow fails: {done.stderr[-300:]}")
    return json.loads(done.stderr.splitlines()[-1])


@pytest.mark.parametrize("name", EXACT)
def test_the_numbers_are_those_of_the_converter(real, name):
    size = paramcalc.model(EXACT[name]).tflite()
    assert size.incomplete == ()
    assert size.numbers._asdict() == {key: real[name][key] for key in ("int8", "int32", "scales")}
    assert size.bytes == real[name]["int8"] + 4 * real[name]["int32"]
    assert real[name]["scales"] == real[name]["zero_points"]
    assert size.scale_bytes == 4 * real[name]["scales"] + 8 * real[name]["zero_points"]


@pytest.mark.parametrize("name", AT_LEAST)
def test_what_is_not_counted_is_said(real, name):
    size = paramcalc.model(AT_LEAST[name]).tflite()
    layers = {layer.partition(":")[0] for layer in size.incomplete}
    assert layers <= {"simple_rnn", "lstm", "gru", "batch_normalization", "layer_normalization", "dense"}
    assert layers
    assert size.numbers.int8 <= real[name]["int8"]
    assert size.numbers.int32 <= real[name]["int32"]
    assert size.numbers.scales <= real[name]["scales"]


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_the_kernels_of_recurrent_layers_are_counted(real, name):
    size = paramcalc.model(AT_LEAST[name]).tflite()
    matrices = real[name]["matrices"]
    assert size.numbers.int8 == sum(count for count, _ in matrices)
    # The dense layer behind has a bias with 10 scales.
    assert size.numbers.scales == sum(scales for _, scales in matrices) + 10
