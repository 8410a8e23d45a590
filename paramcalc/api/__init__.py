"""The Python interface: a layer and its sizes in, its breakdown out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, overload

from paramcalc.api.arguments import checked_line, checked_path, in_memory, is_in_memory, not_a_cell, refuse_options
from paramcalc.api.shown import Shown, written
from paramcalc.errors import UsageError, shown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, CellEntry, cell_name, framework_name, home_of, owners
from paramcalc.layers.breakdown import DEFAULT_DTYPE, Breakdown
from paramcalc.layers.comparison import OptionEffect, option_effects
from paramcalc.layers.layer import recurrent
from paramcalc.phrases import tr

if TYPE_CHECKING:
    from os import PathLike

    from paramcalc.api.models import ModelBreakdown
    from paramcalc.document.page import Page
    from paramcalc.verifiers.verdict import ModelVerdict, Verdict

CUSTOM = "custom"
"""The framework name of a custom cell."""


class LayerBreakdown(Shown, Breakdown):
    """A breakdown that shows itself: `print(b)`, a table in a notebook, `b.to("latex")`.

    >>> import paramcalc
    >>> b = paramcalc.gru(units=75, input=28)
    >>> b.total, b.by("gate")
    (23625, {'z': 7875, 'r': 7875, 'h': 7875})
    """

    subject: ClassVar[str] = "layer"

    def explain(self, form: str = "text", page: Page | None = None) -> str:
        """The equations, and why every parameter has its shape. Raises UsageError for an unknown form."""
        return written("explanation", self, form, page)

    @property
    def choices(self) -> tuple[OptionEffect, ...]:
        """The options whose other setting gives another total: by how much, and why."""
        return option_effects(self)

    def at(self, /, **sizes: int) -> LayerBreakdown:
        """The same layer with these sizes given, too.

        >>> import paramcalc
        >>> paramcalc.gru(input=28).at(units=75).total
        23625
        """
        return LayerBreakdown(self.layer, {**self.sizes, **sizes}, self.dtype)

    def __repr__(self) -> str:
        return f"<{self.layer.framework} {self.layer.entry.title}, {self.total} parameters>"


def layer(
    cell: str | CellEntry,
    *,
    units: int | None = None,
    input: int | None = None,
    framework: str | None = None,
    bias: bool = True,
    bidirectional: bool = False,
    layers: int = 1,
    dtype: str = DEFAULT_DTYPE,
    **others: Any,
) -> LayerBreakdown:
    """The breakdown of a recurrent layer.

    `cell` is a name (`gru`, also `GRU`) or what `custom_cell` gives; `units` and `input` (features a step) may stay
    free; `framework` is Keras unless given (or the first that has the cell); `others` are the cell's own options
    (`reset_after`) and its further sizes.

    >>> layer("lstm", units=32, input=128, bidirectional=True).total
    41216

    Raises UsageError for unknown names, options and dtypes, and for sizes that are no whole number from 1.
    """
    if not isinstance(cell, (str, CellEntry)):
        raise not_a_cell(cell)
    if isinstance(cell, CellEntry):
        if framework is not None:
            raise UsageError(tr("a custom cell belongs to no framework, got {framework}", framework=shown(framework)))
        framework, name, entry = CUSTOM, cell.title, cell
    else:
        framework = framework_name(home_of(cell) if framework is None else framework)
        name = cell_name(FRAMEWORKS[framework], cell)
        entry = FRAMEWORKS[framework].cells[name]
    is_size = {option.name: option.is_size for option in entry.options}
    for key in others.keys() - is_size:
        # A custom cell may have a size that is called like an option of a framework's cell.
        if owners(key) and key not in recurrent(framework, name, entry, {}).sizes:
            raise UsageError(
                tr("{name} of {framework} has no option {key}", name=name, framework=framework, key=key),
                tip=tr("{keys} has it", keys=", ".join(owners(key))),
            )
    kernel = kernel_sizes(entry, others.pop("kernel_size", None))
    for key in kernel.keys() & others.keys():
        raise UsageError(tr("{key} is given twice, by kernel_size too", key=key))
    others.update(kernel)
    options = {key: value for key, value in others.items() if is_size.get(key) is False}
    given = {"units": units, "input": input, **others}
    sizes = {key: value for key, value in given.items() if key not in options and value is not None}
    options.update({key: True for key in sizes if is_size.get(key)})
    chosen = recurrent(framework, name, entry, options, bias=bias, bidirectional=bidirectional, layers=layers)
    return LayerBreakdown(chosen, sizes, dtype)


def kernel_sizes(entry: CellEntry, given: Any) -> dict[str, int]:
    """A convolution's `kernel_size`, a number for all dimensions or one for each, as its sizes.

    Raises UsageError for a cell that convolves nothing, and for another number of sizes than it has dimensions.
    """
    if given is None:
        return {}
    if not entry.spatial:
        raise UsageError(tr("{title} has no kernel_size: it is not a convolution", title=entry.title))
    several = isinstance(given, (tuple, list)) or bool(getattr(given, "shape", ()))
    sizes = tuple(given) if several else (given,) * entry.spatial
    if len(sizes) != entry.spatial:
        raise UsageError(
            tr(
                "{title} has {spatial} kernel sizes, got {given}",
                title=entry.title,
                spatial=entry.spatial,
                given=shown(given),
            )
        )
    return {f"kernel_{number}": size for number, size in enumerate(sizes, 1)}


@overload
def verify(breakdown: Breakdown, levels: Iterable[str] | None = ...) -> Verdict: ...


@overload
def verify(breakdown: Any, levels: Iterable[str] | None = ...) -> ModelVerdict: ...


def verify(breakdown: Any, levels: Iterable[str] | None = None) -> Verdict | ModelVerdict:
    """Compare a breakdown with the real layer of its framework: count, tensors, and the equations on random weights.

    A whole model is held against the real one layer by layer: counts, tensors, and what comes out; it is not run. A
    model in memory, of Keras or PyTorch, is held against its own tensors.

    `verdict.ok` says whether all agree; nothing is printed.

    Raises MissingDependencyError where the framework is not installed, UsageError for a breakdown with free sizes, for
    a cell that no framework has, and for an unknown level.
    """
    from paramcalc.models.breakdown import Model
    from paramcalc.verifiers import LEVELS, chosen_levels, model_verifier_of, verifier_of
    from paramcalc.verifiers.check import check
    from paramcalc.verifiers.model_check import check_model
    from paramcalc.verifiers.verdict import Case, ModelCase

    wanted = chosen_levels(LEVELS if levels is None else levels)
    if isinstance(breakdown, Model):
        return check_model(model_verifier_of(breakdown.framework), ModelCase("models", breakdown), wanted)
    if not isinstance(breakdown, Breakdown):
        from paramcalc.verifiers.live import check_live

        return check_live(breakdown, wanted)
    verifier = verifier_of(breakdown.layer.framework)
    return check(verifier, Case(breakdown.layer.name, breakdown), wanted)


def model(
    source: Any,
    framework: str | None = None,
    *,
    set: Mapping[str, int] | None = None,
    input_shape: Any = None,
) -> ModelBreakdown:
    """A whole model from a line of layers, written as in Keras, or in PyTorch's words; nothing of it is run.

    `source` can also be a model in memory: a layer or model of Keras, a module of PyTorch, what `get_config()` and
    `to_json()` give, or an open file. Nothing of it is changed or called. `input_shape` is the shape of an input that
    the model does not state, or a list of several; see `read`.

    >>> model("Input((28, 28)) > GRU(75) > Dense(10)").total
    24385
    >>> model("LSTM(300, 512) > Linear(512, 20)", framework="pytorch").total
    1677332

    A name in the place of a size is a free size, for which `set` may have a number.

    >>> model("Input((None, 6)) > GRU(u)").total
    Polynomial(3*(u**2 + 8*u))
    >>> model("Input((None, 6)) > GRU(u)", set={"u": 16}).total
    1152

    Raises UsageError for what is no chain of layers, and for layers that do not fit together.
    """
    from paramcalc.api.models import ModelBreakdown
    from paramcalc.readers.files import read_object
    from paramcalc.readers.input_shapes import give_input_shapes, input_shapes
    from paramcalc.readers.text import read_text

    shapes = () if input_shape is None else input_shapes(input_shape)
    if is_in_memory(source):
        refuse_options(framework=framework, set=set)
        return ModelBreakdown(read_object(in_memory(source), shapes))
    model_spec = read_text(checked_line(source), framework_name(framework or DEFAULT), set)
    return ModelBreakdown(give_input_shapes(model_spec, shapes) if shapes else model_spec)


def read(
    path: str | PathLike[str],
    *,
    name: str | None = None,
    set: Mapping[str, Any] | None = None,
    weights: bool = True,
    cell: int | None = None,
    input_shape: Any = None,
) -> ModelBreakdown:
    """A whole model from a .keras, .json or .h5 file of any Keras, from Python source, or from a notebook.

    Nothing of it is run.

    Of several models in Python source `name` says which, and `set` what it does not tell (`{"max_features": 10000}`).
    `cell` is the code cell of a notebook behind which the model is counted, from 1. `input_shape` is the shape of an
    input that the model does not state, or a list of several. It may have the batch or not, whichever the layers can
    read; where both fit and the counts differ, it is refused, and "batch" as the first length says that it has it.
    `weights` says whether the shapes of the tensors in a .keras file are held against those derived, which needs h5py.

    Raises UsageError for a file that holds no model, MissingDependencyError for HDF5 without h5py.
    """
    from paramcalc.api.models import ModelBreakdown
    from paramcalc.readers.files import read_file
    from paramcalc.readers.input_shapes import input_shapes

    shapes = () if input_shape is None else input_shapes(input_shape)
    path = checked_path(path)
    return ModelBreakdown(read_file(path, weights=weights, name=name, given=set, cell=cell, shapes=shapes))


@overload
def convert(weights: Mapping[str, Any], source: Breakdown, target: Breakdown) -> dict[str, Any]: ...


@overload
def convert(weights: Iterable[Any], source: Breakdown, target: Breakdown) -> list[Any]: ...


def convert(
    weights: Mapping[str, Any] | Iterable[Any], source: Breakdown, target: Breakdown
) -> dict[str, Any] | list[Any]:
    """The weights of one framework's layer as another's, NumPy arrays in the order of the tensors.

    A dictionary, such as a `state_dict`, becomes a dictionary: from the names of the tensors to arrays.

    >>> import numpy
    >>> keras, torch = gru(3, 5), gru(3, 5, framework="pytorch")
    >>> [array.shape for array in convert([numpy.ones(each.shape) for each in keras.tensors], keras, torch)]
    [(9, 5), (9, 3), (9,), (9,)]

    Raises UsageError for arrays of other shapes, and where no weights make the target compute what the source does.
    """
    from paramcalc.weights.packing import convert as convert_arrays

    return convert_arrays(weights, source, target)


def rnn(units: int | None = None, input: int | None = None, **options: Any) -> LayerBreakdown:
    """The breakdown of a SimpleRNN; `options` as for `layer`.

    >>> rnn(10, 5).total
    160
    """
    return layer("rnn", units=units, input=input, **options)


def lstm(units: int | None = None, input: int | None = None, **options: Any) -> LayerBreakdown:
    """The breakdown of an LSTM; `options` as for `layer`.

    >>> lstm(10, 5).total
    640
    """
    return layer("lstm", units=units, input=input, **options)


def gru(
    units: int | None = None, input: int | None = None, *, reset_after: bool | None = None, **options: Any
) -> LayerBreakdown:
    """The breakdown of a GRU; `reset_after` is Keras's (on unless given), `options` as for `layer`.

    >>> gru(75, 28).total, gru(75, 28, reset_after=False).total
    (23625, 23400)
    """
    if reset_after is not None:
        options["reset_after"] = reset_after
    return layer("gru", units=units, input=input, **options)
