"""The size of a model's weights in TensorFlow Lite after full integer quantization.

Source: the 8-bit quantization specification of TensorFlow Lite (tensorflow/lite/g3doc/performance), and models that the
converter of TensorFlow 2.21 wrote. Matrices and kernels are int8 with a scale for each output channel, biases are int32
with as many scales. Each scale is a float32, and has a zero point, an int64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, product
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.breakdown import Model
from paramcalc.models.result import Weight, plain_calls
from paramcalc.models.spec import INPUT, Graph, LayerSpec
from paramcalc.phrases import labelled, tr

SCALE_BYTES, ZERO_POINT_BYTES, BIAS_BYTES = 4, 8, 4


class Quantized(NamedTuple):
    """Numbers of a layer: int8 weights, int32 biases, and scales of both."""

    int8: Size = 0
    int32: Size = 0
    scales: Size = 0

    def plus(self, other: Quantized) -> Quantized:
        """Both together."""
        return Quantized(self.int8 + other.int8, self.int32 + other.int32, self.scales + other.scales)


class LiteSize(NamedTuple):
    """The size of a model in TensorFlow Lite, without the operations and the file's own structure."""

    numbers: Quantized
    incomplete: tuple[str, ...]
    """The layers of which something was not counted, each with the reason."""

    @property
    def bytes(self) -> Size:
        """The weights and biases."""
        return self.numbers.int8 + BIAS_BYTES * self.numbers.int32

    @property
    def scale_bytes(self) -> Size:
        """The scales and their zero points."""
        return (SCALE_BYTES + ZERO_POINT_BYTES) * self.numbers.scales


Weights = Mapping[str, Weight]

Rule = Callable[[Weights], Quantized]


def _matrix(kernel: str, channels: Sequence[int], *, bias: str = "always") -> Rule:
    """A kernel with a scale for each of its output channels, and a bias.

    Convolutions have a bias of zeros where the layer has none; `bias` is `own` for the layer's own only.
    """

    def rule(weights: Weights) -> Quantized:
        weight = weights[kernel]
        count = product(weight.shape[axis] for axis in channels)
        biases = count if bias == "always" or "bias" in weights else 0
        return Quantized(weight.count, biases, count + biases)

    return rule


def _both(*rules: Rule) -> Rule:
    def rule(weights: Weights) -> Quantized:
        total = Quantized()
        for each in rules:
            total = total.plus(each(weights))
        return total

    return rule


def _table(weights: Weights) -> Quantized:
    """Embeddings: one scale for the whole tensor."""
    return Quantized(weights["embeddings"].count, 0, 1)


def _recurrent(weights: Weights) -> Quantized:
    """The two kernels, with a scale for each gate of each unit."""
    matrices = [weights[name] for name in ("kernel", "recurrent_kernel")]
    return Quantized(sum(each.count for each in matrices), 0, sum(each.shape[-1] for each in matrices))


CONVOLUTION = _matrix("kernel", (-1,))

RULES: dict[str, Rule] = {
    "Dense": _matrix("kernel", (-1,), bias="own"),
    "Conv1D": CONVOLUTION,
    "Conv2D": CONVOLUTION,
    "Conv2DTranspose": _matrix("kernel", (-2,)),
    "DepthwiseConv2D": _matrix("kernel", (-2, -1)),
    "SeparableConv2D": _both(_matrix("depthwise_kernel", (-2, -1)), _matrix("pointwise_kernel", (-1,))),
    "Embedding": _table,
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU"), _recurrent),
}
"""How the numbers of a layer follow from its weights, by class."""

UNROLLED = tr("its biases are not counted: the converter repeats them for each step")

MERGED = tr("its bias is not counted: the converter merges it with the normalization behind")

UNKNOWN = tr("its weights are not counted: how the converter stores them is not known")

CONVOLUTIONS = ("Conv1D", "Conv2D", "DepthwiseConv2D")
"""The classes into whose weights the converter folds a BatchNormalization that reads them."""

LINEAR = (None, "linear")


def lite_size(model: Model) -> LiteSize:
    """The size of a Keras model in TensorFlow Lite. A layer that is called twice is counted once.

    Raises UsageError for a model of another framework.
    """
    if model.framework != "keras":
        title = FRAMEWORKS[model.framework].title
        raise UsageError(tr("TensorFlow Lite converts models of Keras, and this is one of {title}", title=title))
    numbers = Quantized()
    incomplete: list[str] = []
    seen, merged = _folded(model), _merged(model)
    for path, result in plain_calls(model.result.sublayers):
        if result.spec in seen or result.spec.kind == INPUT:
            continue
        seen.add(result.spec)
        rule = RULES.get(result.spec.kind)
        if result.unknown or path.partition("/")[0] in model.from_file or (rule is None and result.weights):
            incomplete.append(labelled(path, UNKNOWN))
        elif rule is not None:
            is_merged = result.spec in merged
            weights = {weight.name: weight for weight in result.weights if not is_merged or weight.name != "bias"}
            numbers = numbers.plus(rule(weights))
            if is_merged:
                incomplete.append(labelled(path, MERGED))
            if result.breakdown is not None:
                incomplete.append(labelled(path, UNROLLED))
    return LiteSize(numbers, tuple(incomplete))


def _merged(model: Model) -> set[LayerSpec]:
    """The dense layers that a BatchNormalization reads."""
    graphs = [spec.graph for spec in model.spec.root.walk() if spec.graph is not None]
    return {
        graph.calls[ref.call].spec
        for graph in graphs
        for call in graph.calls
        for ref in call.inputs
        if call.spec.kind == "BatchNormalization" and graph.calls[ref.call].spec.kind == "Dense"
    }


def _folded(model: Model) -> set[LayerSpec]:
    """The BatchNormalizations whose weights go into those of the convolution before: no other layer reads it."""
    graphs = [spec.graph for spec in model.spec.root.walk() if spec.graph is not None]
    return {spec for graph in graphs for spec in _folded_in(graph)}


def _folded_in(graph: Graph) -> Iterator[LayerSpec]:
    read = [*(ref.call for call in graph.calls for ref in call.inputs), *(ref.call for ref in graph.outputs)]
    calls = [call.spec for call in graph.calls]
    for call in graph.calls:
        if call.spec.kind == "BatchNormalization" and len(call.inputs) == 1 and calls.count(call.spec) == 1:
            (before,) = call.inputs
            source = calls[before.call]
            is_single = read.count(before.call) == 1 and calls.count(source) == 1
            if is_single and source.kind in CONVOLUTIONS and source.config.get("activation") in LINEAR:
                yield call.spec
