"""The memory that a model needs to run, one sample at a time, and to be trained."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product, sum_of
from paramcalc.classes.base import Shape
from paramcalc.classes.dtypes import policy_of
from paramcalc.errors import IncompleteError, Remedy, UsageError, shown, unknown
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import checked_dtype, tensor_bytes
from paramcalc.models.breakdown import Model
from paramcalc.models.result import LayerResult, plain_calls
from paramcalc.models.spec import INPUT, Graph, Ref
from paramcalc.models.summary import EVERY, OPTIMIZERS, optimizer_variables
from paramcalc.models.summary import SETTINGS as COUNTED
from paramcalc.phrases import tr

ITERATION_BYTES, RATE_BYTES = 8, 4
"""The number of iterations is an int64 with TensorFlow, the learning rate a float32."""

SETTINGS = (
    *("amsgrad", "beta", "beta_1", "beta_2", "centered", "clipnorm", "clipvalue", "ema_momentum"),
    *("ema_overwrite_frequency", "epsilon", "global_clipnorm", "gradient_accumulation_steps"),
    *("initial_accumulator_value", "l1_regularization_strength", "l2_regularization_strength"),
    *("l2_shrinkage_regularization_strength", "learning_rate", "learning_rate_power", "loss_scale_factor"),
    *("momentum", "name", "nesterov", "rho", "use_ema", "weight_decay"),
)
"""The settings of Keras's optimizers. Few of them change a number, but a misspelt one must not pass."""

EXAMPLE = tr("for example adam, or sgd(momentum=0.9)")


class Pair(NamedTuple):
    """What one layer reads and gives, which is in memory at once."""

    layer: str
    """Its path."""
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    bytes: int


class Optimizer(NamedTuple):
    """An optimizer with its settings."""

    name: str
    settings: Mapping[str, Any]

    def __str__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"{self.name}({settings})" if settings else self.name


class Training(NamedTuple):
    """The memory of training, in bytes, without the activations of a batch."""

    optimizer: Optimizer
    weights: Size
    gradients: Size
    variables: Size
    """Those of the optimizer."""

    @property
    def total(self) -> Size:
        """All three together."""
        return self.weights + self.gradients + self.variables


class Memory(NamedTuple):
    """The memory of a model in bytes; None where it depends on something that is not known."""

    states: Size | None
    """The states of all recurrent layers, for one sample."""
    largest: Pair | None
    """The layer whose input and output take the most memory together, for one sample."""
    is_chain: bool
    """Whether nothing else is in memory then: in other models, tensors wait for later layers."""
    training: Training | None = None


def memory_of(model: Model, activations: str = "", optimizer: str | Optimizer | None = None) -> Memory:
    """The memory of a model.

    `activations` is the data type of states and activations; that in which each layer computes unless given.
    `optimizer` is the optimizer for training, such as `sgd(momentum=0.9)`.

    Raises UsageError for an unknown data type or optimizer, and for a model that is not one of Keras's to be trained.
    """
    if activations:
        checked_dtype(activations)
    results = list(plain_calls(model.result.sublayers))
    is_known = not model.is_lower_bound and not model.from_file
    pairs = [_pair(path, result, activations) for path, result in results if result.spec.kind != INPUT]
    largest = max((pair for pair in pairs if pair), key=lambda pair: pair.bytes, default=None)
    states = [_states(result, activations) for _, result in results]
    return Memory(
        None if None in states or not is_known else sum_of(size for size in states if size is not None),
        largest if None not in pairs and is_known else None,
        all(_is_chain(graph) for graph in _graphs(model)),
        None if optimizer is None else training_of(model, optimizer),
    )


def _graphs(model: Model) -> Iterator[Graph]:
    return (spec.graph for spec in model.spec.root.walk() if spec.graph is not None)


def _is_chain(graph: Graph) -> bool:
    """Whether each call reads the one before and nothing else, and only the last one is an output."""
    behind = list(enumerate(graph.calls))[1:]
    in_line = all(call.inputs == (Ref(number - 1),) and not call.beside for number, call in behind)
    return in_line and graph.outputs == (Ref(len(graph.calls) - 1),)


def _compute_dtype(result: LayerResult) -> str:
    """The data type in which a layer computes: 16 bits with a mixed policy."""
    policy = policy_of(result.spec.config.get("dtype"))
    return policy.source.removeprefix("mixed_") if policy.source.startswith("mixed_") else policy.stored


def _pair(path: str, result: LayerResult, dtype: str) -> Pair | None:
    """What a call reads and gives; None if a length or a shape is not known."""
    shapes = (*result.inputs, *result.outputs)
    known = [shape for shape in shapes if shape is not None]
    sizes = [product(shape[1:]) for shape in known]
    if len(known) < len(shapes) or any(isinstance(size, Polynomial) for size in sizes):
        return None
    total = sum_of(tensor_bytes(size, dtype or _compute_dtype(result)) for size in sizes)
    assert isinstance(total, int)
    count = len(result.inputs)
    return Pair(path, tuple(known[:count]), tuple(known[count:]), total)


def _states(result: LayerResult, dtype: str) -> Size | None:
    """The bytes of a call's states: of each direction and each layer of a stack."""
    if result.breakdown is None:
        inner = [_states(call, dtype) for sublayer in result.sublayers for call in sublayer.results]
        return None if None in inner else sum_of(size for size in inner if size is not None)
    layer = result.breakdown.layer
    copies, positions = (1 + layer.bidirectional) * layer.layers, _positions(result)
    if positions is None:
        return None
    given, dtype = result.breakdown.size_values, dtype or _compute_dtype(result)
    sizes = (Polynomial.symbol(size).evaluate(given) for size in layer.entry.states.values())
    return sum_of(copies * tensor_bytes(size * positions, dtype) for size in sizes)


def _positions(result: LayerResult) -> Size | None:
    """The positions of a convolution's states; 1 for other cells, None where the output is not known."""
    assert result.breakdown is not None
    spatial, (output, *_) = result.breakdown.layer.entry.spatial, result.outputs
    if not spatial:
        return 1
    filters = result.breakdown.size_values["filters"]
    if output is None or isinstance(filters, Polynomial) or any(isinstance(size, Polynomial) for size in output[1:]):
        return None
    steps = output[1] if len(output) == spatial + 3 else 1
    values = product(output[1:])
    return values // (filters * steps)  # type: ignore[operator]  # all are numbers


def read_optimizer(given: str | Optimizer) -> Optimizer:
    """An optimizer by its name, with settings as in a call.

    >>> str(read_optimizer("SGD(momentum=0.9)"))
    'sgd(momentum=0.9)'

    Raises UsageError for an unknown one, and for anything else than plain settings by name.
    """
    if isinstance(given, Optimizer):
        return given
    try:
        node = ast.parse(given.strip(), mode="eval").body if isinstance(given, str) else None
        call = node if isinstance(node, ast.Call) else None
        name = call.func if call else node
        if not isinstance(name, ast.Name) or (call and (call.args or any(word.arg is None for word in call.keywords))):
            raise ValueError
        settings = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords} if call else {}
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise UsageError(
            tr("an optimizer is a name with or without settings, got {given}", given=shown(given)), tip=EXAMPLE
        ) from error
    if name.id.lower() not in OPTIMIZERS:
        raise unknown(tr("optimizer"), name.id, OPTIMIZERS)
    for setting in settings:
        if setting not in SETTINGS:
            raise unknown(tr("setting of {id}", id=name.id), setting, SETTINGS)
    return Optimizer(name.id.lower(), MappingProxyType(settings))


def optimizer_of(model: Model) -> Optimizer | None:
    """The optimizer that the file names, with those of its settings that add variables.

    None for an unknown one, and for a model whose layers could not all be counted.
    """
    name, config = model.spec.optimizer, model.spec.optimizer_config or {}
    if name not in OPTIMIZERS or model.is_lower_bound or model.from_file:
        return None
    own = (*COUNTED.get(name, ()), *EVERY)
    return Optimizer(name, MappingProxyType({setting: config[setting] for setting in own if config.get(setting)}))


def training_of(model: Model, given: str | Optimizer) -> Training:
    """The weights, a gradient for each trained one, and the optimizer's variables, of the weights' data types.

    Raises UsageError for a model of another framework and for weights of integers, IncompleteError for layers whose
    weights are not known.
    """
    optimizer = read_optimizer(given)
    if model.framework != "keras":
        title = FRAMEWORKS[model.framework].title
        raise UsageError(
            tr("only the variables of Keras's optimizers are known, and the model is one of {title}", title=title)
        )
    if model.is_lower_bound or model.from_file:
        layers = ", ".join(sorted({*(uncounted.layer for uncounted in model.unknown), *model.from_file}))
        raise IncompleteError(
            tr("the memory of training depends on layers whose weights are not known: {layers}", layers=layers),
            remedy=Remedy("define"),
        )
    trained = [weight for weight in model.weights if weight.trainable]
    for weight in trained:
        if weight.dtype.startswith("int"):
            raise UsageError(
                tr("{name} is {dtype}, which is not trained", name=weight.name, dtype=weight.dtype),
                tip=tr("for example float16"),
            )
    kept = optimizer_variables(optimizer.name, optimizer.settings)
    assert kept is not None
    gradients = model.trainable_bytes
    # Nadam's product of the schedule has the data type of the first weight.
    further = sum_of(tensor_bytes(kept.others - 2, weight.dtype) for weight in trained[:1])
    variables = kept.per_parameter * gradients + ITERATION_BYTES + RATE_BYTES + further
    return Training(optimizer, model.bytes, gradients, polynomial(variables).evaluate({}))
