"""PyTorch as the judge of its layer classes: names, shapes and order of the weights, outputs, and multiply-adds."""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paramcalc import UsageError
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import parameters, weight_lines
from paramcalc.classes.pytorch import COMMON, LAYERS, LEFT_OUT
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.inference import infer
from paramcalc.models.result import LayerResult
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, Ref, chain

if importlib.util.find_spec("torch") is None:
    pytest.skip("torch is not installed: pip install 'paramcalc[torch]'", allow_module_level=True)

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from typing_extensions import get_overloads

pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor", "ignore:LSTM with projections")

Config = Mapping[str, Any]
Shape = tuple[int, ...]
Case = tuple[Config, tuple[Shape, ...]]

ROW, PICTURE, VOLUME = (2, 4, 8), (2, 4, 8, 9), (2, 4, 8, 9, 10)

SPATIAL = {1: ROW, 2: PICTURE, 3: VOLUME}

INTEGERS = ("Embedding", "EmbeddingBag")
"""What reads whole numbers."""

NOT_ON_META = ("CrossMapLRN2d",)
"""What torch cannot run without numbers; it is run with zeros."""


def case(*shapes: Shape, **config: Any) -> Case:
    return config, shapes


def spatial(*configs: Config, ranks: tuple[int, ...] = (1, 2, 3)) -> dict[int, list[Case]]:
    """The same configurations in one, two and three dimensions."""
    return {count: [(config, (SPATIAL[count],)) for config in configs] for count in ranks}


def each(name: str, cases: Mapping[int, list[Case]]) -> dict[str, list[Case]]:
    return {name.format(count): held for count, held in cases.items()}


RECURRENT = [
    case((2, 4, 5), input_size=5, hidden_size=3, batch_first=True),
    case((2, 4, 5), input_size=5, hidden_size=3),
    case((4, 5), input_size=5, hidden_size=3, bidirectional=True),
    case((2, 4, 5), input_size=5, hidden_size=3, bias=False, batch_first=True, bidirectional=True),
    case((2, 4, 5), input_size=5, hidden_size=6, num_layers=3, bidirectional=True, batch_first=True, dropout=0.5),
]

CELLS = [
    case((2, 5), input_size=5, hidden_size=3),
    case((5,), input_size=5, hidden_size=3),
    case((2, 5), input_size=5, hidden_size=7, bias=False),
]

CONVOLVED = (
    {"in_channels": 4, "out_channels": 6, "kernel_size": 3},
    {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "groups": 2},
    {"in_channels": 4, "out_channels": 4, "kernel_size": 1, "groups": 4, "bias": False},
)

POOLED = (
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "ceil_mode": True},
    {"kernel_size": 3, "stride": 1, "ceil_mode": True},
    {"kernel_size": 2, "stride": 3, "ceil_mode": True},
)

PADDED_POOLED = (*POOLED, {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True})

PADDED = ({"padding": 1}, {"padding": 0})

NORMALIZED = (
    {"num_features": 4},
    {"num_features": 4, "affine": False},
    {"num_features": 4, "affine": True},
    {"num_features": 4, "affine": True, "bias": False},
)

ATTENDED = {"embed_dim": 6, "num_heads": 2}

TRANSFORMED = {"d_model": 6, "nhead": 2, "dim_feedforward": 7}

DECODED = {**TRANSFORMED, "batch_first": True}


def encoder(**config: Any) -> LayerSpec:
    return LayerSpec("TransformerEncoderLayer", "layer", {**TRANSFORMED, "batch_first": True, **config})


def decoder(**config: Any) -> LayerSpec:
    return LayerSpec("TransformerDecoderLayer", "layer", {**DECODED, **config})


def norm(**config: Any) -> LayerSpec:
    return LayerSpec("LayerNorm", "norm", {"normalized_shape": 6, **config})


PLAIN = (
    "AlphaDropout CELU Dropout ELU FeatureAlphaDropout GELU Hardshrink Hardsigmoid Hardswish Hardtanh Identity "
    "LeakyReLU LogSigmoid Mish RReLU ReLU ReLU6 SELU SiLU Sigmoid Softplus Softshrink Softsign Tanh Tanhshrink"
)

CASES: dict[str, list[Case]] = {
    **{name: [case(ROW)] for name in PLAIN.split()},
    "LogSoftmax": [case(ROW, dim=-1)],
    "Softmax": [case(ROW, dim=1)],
    "Softmin": [case(ROW, dim=1)],
    "Softmax2d": [case(PICTURE)],
    "Threshold": [case(ROW, threshold=0.5, value=1.0)],
    "Dropout1d": [case(ROW)],
    "Dropout2d": [case(PICTURE)],
    "Dropout3d": [case(VOLUME)],
    "LocalResponseNorm": [case(PICTURE, size=2)],
    "CrossMapLRN2d": [case(PICTURE, size=2)],
    "Linear": [
        case((2, 4, 5), in_features=5, out_features=3),
        case((2, 5), in_features=5, out_features=3, bias=False),
    ],
    "Bilinear": [
        case((2, 4, 5), (2, 4, 6), in1_features=5, in2_features=6, out_features=3),
        case((2, 5), (2, 6), in1_features=5, in2_features=6, out_features=3, bias=False),
    ],
    "Embedding": [
        case((2, 4), num_embeddings=20, embedding_dim=3, padding_idx=0),
        case((2,), num_embeddings=20, embedding_dim=3),
        case((2, 4, 5), num_embeddings=20, embedding_dim=3, _freeze=True, _weight=torch.zeros(20, 3)),
    ],
    "EmbeddingBag": [
        case((2, 4), num_embeddings=20, embedding_dim=3),
        case((8,), (3,), num_embeddings=20, embedding_dim=3, mode="sum"),
        case((8,), (3,), num_embeddings=20, embedding_dim=3, mode="sum", include_last_offset=True),
    ],
    "RNN": [*RECURRENT, case((2, 4, 5), input_size=5, hidden_size=3, nonlinearity="relu", batch_first=True)],
    "LSTM": [
        *RECURRENT,
        case((2, 4, 5), input_size=5, hidden_size=3, proj_size=2, batch_first=True),
        case((2, 4, 5), input_size=5, hidden_size=3, proj_size=2, num_layers=2, bidirectional=True, bias=False),
    ],
    "GRU": RECURRENT,
    "RNNCell": CELLS,
    "LSTMCell": CELLS,
    "GRUCell": CELLS,
    **each("Conv{}d", spatial(*CONVOLVED, {**CONVOLVED[0], "padding": "same", "dilation": 2})),
    "Conv2d": [
        *spatial(*CONVOLVED, ranks=(2,))[2],
        case(PICTURE, in_channels=4, out_channels=6, kernel_size=(3, 2), padding=(0, 1), stride=(1, 2)),
        case(PICTURE, in_channels=4, out_channels=6, kernel_size=(4, 2), padding="same", padding_mode="circular"),
        case(PICTURE, in_channels=4, out_channels=6, kernel_size=(4, 2), padding="valid"),
    ],
    **each("ConvTranspose{}d", spatial(*CONVOLVED, {**CONVOLVED[1], "stride": 3, "output_padding": 2})),
    "Fold": [
        case((2, 12, 12), output_size=(4, 5), kernel_size=2),
        case((18, 12), output_size=(8, 9), kernel_size=(3, 2), stride=2, padding=(0, 1), dilation=(1, 3)),
    ],
    "Unfold": [case(PICTURE, kernel_size=2), case(PICTURE, kernel_size=(3, 2), stride=(2, 1), padding=1, dilation=2)],
    **each("BatchNorm{}d", spatial(*NORMALIZED)),
    "BatchNorm1d": [*spatial(*NORMALIZED)[1], case((2, 4), num_features=4)],
    "SyncBatchNorm": [*spatial(*NORMALIZED)[2], *spatial(*NORMALIZED)[1]],
    **each("InstanceNorm{}d", spatial(*NORMALIZED)),
    "InstanceNorm2d": [*spatial(*NORMALIZED)[2], case((4, 8, 9), num_features=4, affine=True)],
    "GroupNorm": [
        case(PICTURE, num_groups=2, num_channels=4),
        case((2, 4), num_groups=4, num_channels=4, bias=False),
        case(ROW, num_groups=1, num_channels=4, affine=False),
    ],
    "LayerNorm": [
        case(ROW, normalized_shape=8),
        case(PICTURE, normalized_shape=(8, 9), bias=False),
        case(ROW, normalized_shape=[4, 8], elementwise_affine=False),
    ],
    "RMSNorm": [case(ROW, normalized_shape=(4, 8)), case(ROW, normalized_shape=8, elementwise_affine=False)],
    "PReLU": [case(ROW), case(ROW, num_parameters=4), case((2, 4), num_parameters=4)],
    "MultiheadAttention": [
        case((2, 4, 6), (2, 5, 6), (2, 5, 6), **ATTENDED, batch_first=True),
        case((2, 4, 6), (2, 5, 3), (2, 5, 4), **ATTENDED, kdim=3, vdim=4, batch_first=True),
        case((4, 2, 6), (5, 2, 6), (5, 2, 8), **ATTENDED, vdim=8, bias=False),
        case((4, 6), (5, 6), (5, 6), **ATTENDED, add_bias_kv=True),
        case((2, 4, 6), (2, 5, 6), (2, 5, 6), **ATTENDED, add_bias_kv=True, add_zero_attn=True, batch_first=True),
        case((2, 4, 6), (2, 5, 3), (2, 5, 6), **ATTENDED, kdim=3, add_bias_kv=True, bias=False, batch_first=True),
    ],
    "TransformerEncoderLayer": [
        case((2, 4, 6), **TRANSFORMED, batch_first=True, bias=False, norm_first=True),
        case((2, 4, 6), **TRANSFORMED, batch_first=True, activation="gelu"),
        case((4, 6), **TRANSFORMED),
    ],
    "TransformerDecoderLayer": [
        case((2, 4, 6), (2, 5, 6), **DECODED),
        case((2, 4, 6), (2, 5, 6), **DECODED, bias=False),
        case((4, 2, 6), (5, 2, 6), **TRANSFORMED),
    ],
    "TransformerEncoder": [
        case((2, 4, 6), encoder_layer=encoder(), num_layers=3),
        case((2, 4, 6), encoder_layer=encoder(bias=False), num_layers=2, norm=norm(bias=False)),
    ],
    "TransformerDecoder": [
        case((2, 4, 6), (2, 5, 6), decoder_layer=decoder(), num_layers=3),
        case((2, 4, 6), (2, 5, 6), decoder_layer=decoder(), num_layers=1, norm=norm()),
    ],
    "Transformer": [
        case((2, 5, 6), (2, 4, 6), **DECODED, num_encoder_layers=2, num_decoder_layers=3),
        case((2, 5, 6), (2, 4, 6), **DECODED, num_encoder_layers=1, num_decoder_layers=1, bias=False),
        case((2, 5, 512), (2, 4, 512), batch_first=True),
    ],
    **each("MaxPool{}d", spatial(*PADDED_POOLED, {"kernel_size": 2, "dilation": 3, "return_indices": True})),
    **each("AvgPool{}d", spatial(*PADDED_POOLED)),
    **each("LPPool{}d", spatial(*({"norm_type": 2, **config} for config in POOLED))),
    "MaxPool2d": [
        *spatial(*PADDED_POOLED)[2],
        case((4, 8, 9), kernel_size=(3, 2), stride=(1, 2), padding=(1, 0)),
    ],
    **{
        f"MaxUnpool{count}d": [
            case(shape, shape, kernel_size=2),
            case(shape, shape, kernel_size=3, stride=2, padding=1),
        ]
        for count, shape in SPATIAL.items()
    },
    **each("AdaptiveAvgPool{}d", spatial({"output_size": 3})),
    **each("AdaptiveMaxPool{}d", spatial({"output_size": 3}, {"output_size": 2, "return_indices": True})),
    "AdaptiveAvgPool2d": [case(PICTURE, output_size=(None, 3)), case((4, 8, 9), output_size=(1, 1))],
    **each(
        "FractionalMaxPool{}d",
        spatial(
            {"kernel_size": 2, "output_size": 3},
            {"kernel_size": 2, "output_ratio": 0.7, "return_indices": True},
            ranks=(2, 3),
        ),
    ),
    **each("CircularPad{}d", spatial(*PADDED)),
    **each("ConstantPad{}d", spatial(*({**config, "value": 3.5} for config in PADDED), {"padding": -1, "value": 0.0})),
    **each("ReflectionPad{}d", spatial(*PADDED)),
    **each("ReplicationPad{}d", spatial(*PADDED)),
    **each("ZeroPad{}d", spatial(*PADDED, {"padding": -1})),
    "ZeroPad2d": [case(PICTURE, padding=(1, 2, 3, 4)), case((4, 8, 9), padding=(1, 0, -3, 4))],
    "Upsample": [
        case(ROW, scale_factor=2),
        case(PICTURE, size=(3, 20)),
        case(VOLUME, scale_factor=(0.5, 1.7, 2.5)),
        case(PICTURE, scale_factor=1.3, mode="bilinear"),
    ],
    "UpsamplingBilinear2d": [case(PICTURE, scale_factor=2), case(PICTURE, size=7)],
    "UpsamplingNearest2d": [case(PICTURE, scale_factor=1.5), case(PICTURE, size=(7, 3))],
    "ChannelShuffle": [case(PICTURE, groups=2)],
    "CosineSimilarity": [case(ROW, ROW), case(ROW, ROW, dim=-1)],
    "PairwiseDistance": [case((2, 5), (2, 5)), case(ROW, ROW, keepdim=True)],
    "Flatten": [case(PICTURE), case(PICTURE, start_dim=2), case(PICTURE, start_dim=0, end_dim=-2)],
    "Unflatten": [case(PICTURE, dim=1, unflattened_size=(2, 2)), case(PICTURE, dim=-1, unflattened_size=[3, -1])],
    "GLU": [case(ROW), case(ROW, dim=1)],
    "PixelShuffle": [case(PICTURE, upscale_factor=2), case((3, 2, 9, 4, 5), upscale_factor=3)],
    "PixelUnshuffle": [case((2, 4, 6, 9), downscale_factor=3)],
}
"""Every layer class in configurations that change its weights, or what comes out."""

EVERY = [
    pytest.param(name, config, shapes, id=f"{name}-{number}")
    for name, held in CASES.items()
    for number, (config, shapes) in enumerate(held)
]


def derived(kind: str, config: Config, shapes: Sequence[Sequence[int | None]]) -> LayerResult:
    """What the registry makes of a layer that reads tensors of these shapes."""
    spec = LayerSpec(kind, kind.lower(), config)
    calls = [GraphCall(LayerSpec("InputLayer", "", {"batch_shape": shape}), ()) for shape in shapes]
    calls.append(GraphCall(spec, tuple(map(Ref, range(len(shapes))))))
    graph = Graph(tuple(calls), (Ref(len(shapes)),), (spec,), tuple(range(len(shapes))))
    return (
        infer(ModelSpec(LayerSpec("Model", "m", {}, graph=graph), "pytorch", (2, 13), "text")).sublayers[0].results[0]
    )


def real(kind: str, config: Config, device: str = "meta") -> nn.Module:
    """The real layer, those that it holds among them."""
    with torch.device(device):
        built = {
            name: real(value.kind, value.config, device) if isinstance(value, LayerSpec) else value
            for name, value in config.items()
        }
        return getattr(nn, kind)(**built)


def run(kind: str, config: Config, shapes: Sequence[Shape], device: str = "meta") -> tuple[list[Shape], float]:
    """The shapes of what the real layer gives out, and the multiply-adds that torch counts."""
    device = "cpu" if kind in NOT_ON_META else device
    module = real(kind, config, device)
    kinds = [
        torch.long if kind in INTEGERS or (number and "Unpool" in kind) else torch.float
        for number in range(len(shapes))
    ]
    tensors = [torch.zeros(shape, dtype=dtype, device=device) for shape, dtype in zip(shapes, kinds, strict=True)]
    with FlopCounterMode(display=False) as counter:
        given = module(*tensors)
    # Two operations are one multiply-add.
    return [tuple(tensor.shape) for tensor in flat(given)], counter.get_total_flops() / 2


def flat(value: Any) -> list[torch.Tensor]:
    return [value] if isinstance(value, torch.Tensor) else [each for held in value for each in flat(held)]


def weights(node: LayerResult) -> list[tuple[str, Any, bool]]:
    return [(weight.name.replace("/", "."), weight.shape, weight.trainable) for weight in node.weights]


def real_weights(kind: str, config: Config) -> list[tuple[str, Any, bool]]:
    named = real(kind, config).named_parameters()
    return [(name, tuple(parameter.shape), parameter.requires_grad) for name, parameter in named]


def agrees(kind: str, config: Config, shapes: Sequence[Shape]) -> bool:
    """Whether the weights and what comes out are as in torch."""
    try:
        node = derived(kind, config, shapes)
    except (UsageError, ValueError):
        return False
    return weights(node) == real_weights(kind, config) and list(node.outputs) == run(kind, config, shapes)[0]


def is_loss(name: str) -> bool:
    """A loss, which has a value and no output. `AdaptiveLogSoftmaxWithLoss` stands among those left out."""
    return name.endswith(("Loss", "Loss2d")) and name not in LEFT_OUT


MODULES = {name for name, value in vars(nn).items() if inspect.isclass(value) and issubclass(value, nn.Module)}


def test_every_class_is_here_or_left_out():
    here = {each for name, entry in LAYERS.items() for each in (name, *entry.aliases)}
    assert here | LEFT_OUT.keys() == {name for name in MODULES if not is_loss(name)}
    assert not here & LEFT_OUT.keys()


def test_every_layer_is_held_against_torch():
    assert CASES.keys() == LAYERS.keys()
    assert all(CASES.values())


@pytest.mark.parametrize("name", LAYERS)
def test_arguments(name):
    declared = get_overloads(getattr(nn, name).__init__) or [getattr(nn, name).__init__]
    expected = {
        parameter.name: plain(parameter.default)
        for parameter in list(inspect.signature(declared[0]).parameters.values())[1:]
        if parameter.name not in COMMON and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }
    assert list(parameters(LAYERS[name].arguments).items()) == list(expected.items())


def plain(default: Any) -> tuple[Any, bool]:
    """A default as entries write it, a function by its name; and whether the argument must be given."""
    if default is inspect.Parameter.empty:
        return None, True
    return getattr(default, "__name__", default), False


@pytest.mark.parametrize(("kind", "config", "shapes"), EVERY)
def test_as_in_torch(kind, config, shapes):
    node = derived(kind, config, shapes)
    assert weights(node) == real_weights(kind, config)
    assert list(node.outputs) == run(kind, config, shapes)[0]
    assert not node.unknown


@pytest.mark.parametrize(("kind", "config", "shapes"), EVERY)
def test_multiply_adds(kind, config, shapes):
    assert macs_agree(kind, config, shapes)


def macs_agree(kind: str, config: Config, shapes: Sequence[Shape]) -> bool:
    """Whether those of a sample, times the samples, are torch's, which counts no product of three: Bilinear."""
    batched = len(shapes[0]) > 2 or ("Linear" in kind and len(shapes[0]) > 1)
    layer = next((value.config for value in config.values() if isinstance(value, LayerSpec)), config)
    if "Transformer" in kind or kind == "MultiheadAttention":
        batched = layer.get("batch_first", False)
    node = derived(kind, config, shapes)
    if kind == "Bilinear":
        return node.macs == 3 * (5 * 6 + 6) * (4 if len(shapes[0]) == 3 else 1)
    if not batched and not kind.endswith("Cell"):
        return True
    return node.macs * (shapes[0][0] if len(shapes[0]) > 1 else 1) == run(kind, config, shapes)[1]


ALONE = [each for each in EVERY if len(each.values[2]) == 1]


@pytest.mark.parametrize(("kind", "config", "shapes"), ALONE)
def test_lengths_that_are_not_known(kind, config, shapes):
    """One axis after the other left open: what is told is as in torch, and nothing else is."""
    expected, _ = run(kind, config, shapes)
    (shape,) = shapes
    for axis, length in enumerate(shape):
        symbol = ["batch", "steps", *["size"] * len(shape)][axis]
        node = derived(kind, config, [[None if place == axis else size for place, size in enumerate(shape)]])
        for told, true in zip(node.outputs, expected, strict=False):
            if told is None:
                continue
            assert len(told) == len(true)
            for one, two in zip(told, true, strict=True):
                value = one.evaluate({symbol: length}) if isinstance(one, Polynomial) else one
                assert value == two or isinstance(value, Polynomial)


COUNTED = [each for each in EVERY if each.values[0] not in ("Transformer",)]


@pytest.mark.parametrize(("kind", "config", "shapes"), COUNTED)
def test_without_a_shape_the_weights_are_the_same(kind, config, shapes):
    spec = LayerSpec(kind, "layer", config)
    node = infer(ModelSpec(chain("Sequential", "m", [spec], None), "pytorch", (2, 13), "text")).sublayers[0].results[0]
    assert weights(node) == real_weights(kind, config)


def test_a_chain_without_a_shape():
    layers = [
        ("Embedding", {"num_embeddings": 20, "embedding_dim": 300}),
        ("LSTM", {"input_size": 300, "hidden_size": 512, "num_layers": 2}),
        ("Linear", {"in_features": 512, "out_features": 20}),
    ]
    specs = [LayerSpec(kind, kind.lower(), config) for kind, config in layers]
    node = infer(ModelSpec(chain("Sequential", "m", specs, None), "pytorch", (2, 13), "text"))
    true = sum(parameter.numel() for kind, config in layers for parameter in real(kind, config).parameters())
    assert sum(weight.count for weight in node.weights) == true
    assert node.outputs[0][-1] == 20
    assert not node.unknown
    wrong = [*specs[:2], LayerSpec("Linear", "head", {"in_features": 500, "out_features": 20})]
    with pytest.raises(UsageError, match=r"head \(Linear\): it reads 500 features, but its input has 512"):
        infer(ModelSpec(chain("Sequential", "m", wrong, None), "pytorch", (2, 13), "text"))


def test_a_stack_has_layers_of_its_own():
    """Two stacks of one layer share nothing: torch copies the layer for each."""
    layer = encoder()
    stacks = [
        LayerSpec("TransformerEncoder", name, {"encoder_layer": layer, "num_layers": 2}) for name in ("one", "two")
    ]
    node = infer(ModelSpec(chain("Sequential", "m", stacks, (2, 4, 6)), "pytorch", (2, 13), "text"))
    (single,) = {
        sum(parameter.numel() for parameter in real(stack.kind, stack.config).parameters()) for stack in stacks
    }
    assert sum(weight.count for weight in node.weights) == 2 * single


REFUSED = [
    ("Linear", *case((2, 6), in_features=5, out_features=3), "it reads 5 features, but its input has 6"),
    ("Bilinear", *case((2, 5), (2, 7), in1_features=5, in2_features=6, out_features=3), "reads 6 features"),
    *((kind, *case((2, 4, 6), input_size=5, hidden_size=3), "reads 5 features") for kind in ("RNN", "LSTM", "GRU")),
    *(
        (kind, *case((2, 6), input_size=5, hidden_size=3), "reads 5 features")
        for kind in ("RNNCell", "LSTMCell", "GRUCell")
    ),
    ("GRU", *case((2, 2, 4, 5), input_size=5, hidden_size=3), "it reads"),
    ("GRUCell", *case((2, 4, 5), input_size=5, hidden_size=3), "it reads"),
    ("LSTM", *case((2, 4, 5), input_size=5, hidden_size=3, proj_size=3), "must be smaller than hidden_size"),
    *(
        (f"Conv{middle}{count}d", *case(shape, in_channels=5, out_channels=6, kernel_size=3), "it reads 5 channels")
        for middle, (count, shape) in product(("", "Transpose"), SPATIAL.items())
    ),
    (
        "Conv2d",
        *case((2, 3), in_channels=4, out_channels=6, kernel_size=3),
        r"it reads \(batch, channels, height, width\)",
    ),
    ("Conv1d", *case(ROW, in_channels=4, out_channels=6, kernel_size=3, groups=4), "must divide both"),
    ("Conv1d", *case(ROW, in_channels=4, out_channels=6, kernel_size=9), "a window of 9 does not fit"),
    ("Conv1d", *case(ROW, in_channels=4, out_channels=6, kernel_size=3, stride=2, padding="same"), "stride of 1"),
    ("ConvTranspose1d", *case(ROW, in_channels=4, out_channels=6, kernel_size=3, output_padding=1), "output_padding"),
    ("ConvTranspose1d", *case(ROW, in_channels=4, out_channels=6, kernel_size=1, padding=5), "nothing would be left"),
    *((f"BatchNorm{count}d", *case(shape, num_features=5), "it reads 5 channels") for count, shape in SPATIAL.items()),
    ("BatchNorm2d", *case(ROW, num_features=4), "it reads 4 axes"),
    ("InstanceNorm1d", *case(ROW, num_features=5, affine=True), "it reads 5 channels"),
    ("GroupNorm", *case(ROW, num_groups=5, num_channels=5), "it reads 5 channels"),
    ("GroupNorm", *case(ROW, num_groups=3, num_channels=4), "must divide 4"),
    ("LayerNorm", *case(ROW, normalized_shape=(4, 9)), r"its input must end in \(4, 9\)"),
    ("LayerNorm", *case(ROW, normalized_shape=()), "at least one axis"),
    ("RMSNorm", *case(ROW, normalized_shape=9), "its input must end in"),
    ("PReLU", *case(ROW, num_parameters=3), "it reads 3 channels"),
    ("MultiheadAttention", *case((2, 4, 5), (2, 4, 6), (2, 4, 6), **ATTENDED), "it reads 6 features"),
    ("MultiheadAttention", *case((2, 4, 6), (2, 4, 6), (2, 4, 6), **ATTENDED, vdim=7), "it reads 7 features"),
    ("MultiheadAttention", *case((2, 4, 6), (2, 4, 6), (2, 4, 6), embed_dim=6, num_heads=4), "must divide embed_dim=6"),
    ("TransformerEncoderLayer", *case((2, 4, 5), **TRANSFORMED), "it reads 6 features"),
    ("TransformerDecoderLayer", *case((2, 4, 6), (2, 4, 5), **TRANSFORMED), "it reads 6 features"),
    ("TransformerEncoder", *case((2, 4, 5), encoder_layer=encoder(), num_layers=2), "it reads 6 features"),
    ("Transformer", *case((2, 4, 5), (2, 4, 6), **DECODED), "it reads 6 features"),
    ("MaxPool1d", *case(ROW, kernel_size=3, padding=2), "at most half"),
    ("MaxPool1d", *case(ROW, kernel_size=9), "does not fit"),
    ("MaxPool2d", *case((4, 8), kernel_size=2), "3 or 4 axes"),
    ("FractionalMaxPool2d", *case(PICTURE, kernel_size=2), "either output_size or output_ratio"),
    ("ReflectionPad1d", *case(ROW, padding=8), "at most 7"),
    ("CircularPad1d", *case(ROW, padding=9), "at most 8"),
    ("ZeroPad1d", *case(ROW, padding=-5), "nothing would be left"),
    ("Upsample", *case(ROW, scale_factor=0.05), "nothing would be left"),
    ("Upsample", *case((2, 4), scale_factor=2), "3 axes or more"),
    ("Upsample", *case(ROW), "either size or scale_factor"),
    ("PixelShuffle", *case(PICTURE, upscale_factor=3), "must divide 4"),
    ("PixelUnshuffle", *case(PICTURE, downscale_factor=2), "must divide 9"),
    ("ChannelShuffle", *case(PICTURE, groups=3), "must divide 4"),
    ("Flatten", *case(ROW, start_dim=2, end_dim=1), "is after end_dim"),
    ("Unflatten", *case(ROW, dim=2, unflattened_size=(3, -1)), "must divide 8"),
    ("Unflatten", *case(ROW, dim=2, unflattened_size=(2, 2)), "does not fit"),
    ("GLU", *case((2, 5)), "even length"),
    ("Fold", *case((2, 12, 13), output_size=(4, 5), kernel_size=2), "it reads 12 blocks"),
]


@pytest.mark.parametrize(("kind", "config", "shapes", "message"), REFUSED)
def test_what_torch_refuses_is_refused(kind, config, shapes, message):
    with pytest.raises(UsageError, match=message):
        derived(kind, config, shapes)
    assert not accepted(kind, config, shapes)


LIES = [
    pytest.param(name, lie, id=f"{name}-{lie}")
    for name, entry in LAYERS.items()
    for lie in ("name", "axis", "missing", "order")
    if len({line.name for line in weight_lines(entry.weights)}) > (lie == "order")
]
"""What can be wrong about the weights of each; one weight has no order."""


@pytest.mark.parametrize(("name", "lie"), LIES)
def test_a_wrong_weight_is_caught(name, lie, monkeypatch):
    first, *others = filter(None, map(str.strip, LAYERS[name].weights.splitlines()))
    lines = {
        "name": [f"un{first}", *others],
        "axis": [first.replace(")", ", 7)", 1), *others],
        "missing": others,
        "order": [*others, first],
    }
    monkeypatch.setitem(LAYERS, name, LAYERS[name]._replace(weights="\n".join(lines[lie])))
    assert not all(agrees(name, *held) for held in CASES[name])


@pytest.mark.parametrize("name", [name for name, entry in LAYERS.items() if entry.macs])
def test_wrong_multiply_adds_are_caught(name, monkeypatch):
    monkeypatch.setitem(LAYERS, name, LAYERS[name]._replace(macs=f"{LAYERS[name].macs} + 1"))
    assert not all(macs_agree(name, *held) for held in CASES[name])


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("name", ["{}", "{}Cell"])
def test_a_wrong_cell_is_caught(cell, name, monkeypatch):
    cells = FRAMEWORKS["pytorch"].cells
    variants = {
        values: variant._replace(storage=(*variant.storage[:2], *variant.storage[3:1:-1], *variant.storage[4:]))
        for values, variant in cells[cell].variants.items()
    }
    monkeypatch.setitem(cells, cell, cells[cell]._replace(variants=variants))
    kind = name.format(cell.upper())
    assert not all(agrees(kind, *held) for held in CASES[kind])


@pytest.mark.parametrize("name", [name for name, entry in LAYERS.items() if not entry.composite])
def test_a_wrong_output_is_caught(name, monkeypatch):
    monkeypatch.setitem(LAYERS, name, LAYERS[name]._replace(output=lambda call: (*call.shape, 1)))
    assert not any(agrees(name, *held) for held in CASES[name])


SMALL = st.integers(1, 4)


def accepted(kind: str, config: Config, shapes: Sequence[Shape]) -> bool:
    """Whether the real layer gives something out, with numbers and without: each makes checks of its own."""
    try:
        given = [shape for device in ("cpu", "meta") for shape in run(kind, config, shapes, device)[0]]
    except (RuntimeError, ValueError, AssertionError, IndexError):
        return False
    return all(0 not in shape for shape in given)


def held_against_torch(kind: str, config: Config, shape: Shape) -> None:
    """As torch has it, or refused by both."""
    if accepted(kind, config, [shape]):
        assert agrees(kind, config, [shape]), (kind, config, shape)
    else:
        with pytest.raises(UsageError):
            derived(kind, config, [shape])


@settings(deadline=None)
@given(st.data())
def test_convolutions(data):
    count = data.draw(st.integers(1, 3))
    draw = {
        name: data.draw(st.one_of(numbers, st.tuples(*[numbers] * count)), label=name)
        for name, numbers in {
            "kernel_size": SMALL,
            "stride": st.integers(1, 3),
            "dilation": st.integers(1, 3),
            "padding": st.integers(0, 3),
        }.items()
    }
    groups = data.draw(SMALL, label="groups")
    channels = {name: groups * data.draw(SMALL, label=name) for name in ("in_channels", "out_channels")}
    config = {**draw, **channels, "groups": groups, "bias": data.draw(st.booleans())}
    transposed = data.draw(st.booleans(), label="transposed")
    if transposed:
        config["output_padding"] = data.draw(st.integers(0, 2), label="output_padding")
    lengths = data.draw(st.tuples(*[st.integers(1, 9)] * count), label="lengths")
    kind = f"Conv{'Transpose' if transposed else ''}{count}d"
    held_against_torch(kind, config, (2, channels["in_channels"], *lengths))


@settings(deadline=None)
@given(st.data())
def test_pooling(data):
    count, family = data.draw(st.integers(1, 3)), data.draw(st.sampled_from(["MaxPool", "AvgPool", "LPPool"]))
    config = {
        "kernel_size": data.draw(SMALL, label="kernel_size"),
        "stride": data.draw(st.none() | SMALL, label="stride"),
        "ceil_mode": data.draw(st.booleans(), label="ceil_mode"),
    }
    if family == "LPPool":
        config["norm_type"] = 2
    else:
        config["padding"] = data.draw(st.integers(0, 2), label="padding")
    if family == "MaxPool":
        config["dilation"] = data.draw(st.integers(1, 3), label="dilation")
    lengths = data.draw(st.tuples(*[st.integers(1, 9)] * count), label="lengths")
    held_against_torch(f"{family}{count}d", config, (2, 3, *lengths))


@settings(deadline=None)
@given(st.data())
def test_recurrent_layers(data):
    kind = data.draw(st.sampled_from(["RNN", "LSTM", "GRU"]))
    config = {name: data.draw(SMALL, label=name) for name in ("input_size", "hidden_size", "num_layers")}
    config |= {name: data.draw(st.booleans(), label=name) for name in ("bias", "batch_first", "bidirectional")}
    if kind == "LSTM":
        config["proj_size"] = data.draw(st.integers(0, 4), label="proj_size")
    leading = data.draw(st.lists(SMALL, min_size=1, max_size=2), label="leading")
    held_against_torch(kind, config, (*leading, config["input_size"]))


@settings(deadline=None)
@given(st.data())
def test_attention(data):
    heads = data.draw(SMALL, label="num_heads")
    config = {"embed_dim": heads * data.draw(SMALL, label="width"), "num_heads": heads}
    config |= {name: data.draw(st.none() | SMALL, label=name) for name in ("kdim", "vdim")}
    config |= {name: data.draw(st.booleans()) for name in ("bias", "add_bias_kv", "add_zero_attn", "batch_first")}
    batch, queries, keys = (data.draw(SMALL) for _ in range(3))
    widths = [config["embed_dim"], *(config[name] or config["embed_dim"] for name in ("kdim", "vdim"))]
    steps = [(batch, length) if config["batch_first"] else (length, batch) for length in (queries, keys, keys)]
    shapes = [(*step, width) for step, width in zip(steps, widths, strict=True)]
    assume(accepted("MultiheadAttention", config, shapes))
    assert agrees("MultiheadAttention", config, shapes)
