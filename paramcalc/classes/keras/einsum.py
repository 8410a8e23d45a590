"""EinsumDense, `keras/src/layers/core/einsum_dense.py`: a kernel and a bias whose axes an equation names."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.classes.base import LayerCall, OpenShape, Outputs, Sizes, listed, whole
from paramcalc.classes.keras.quantized import packed
from paramcalc.classes.messages import size_text
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

EQUATION = re.compile(
    r"(?P<front>\.\.\.)?(?P<read>[a-zA-Z]+)(?P<back>\.\.\.)?,(?P<kernel>[a-zA-Z]+)"
    r"->(?(front)\.\.\.)(?P<given>[a-zA-Z]+)(?(back)\.\.\.)"
)
"""The three kinds that Keras knows: all axes named, or others in front of them, or behind."""


class Einsum(NamedTuple):
    """An equation, matched to the axes that the layer reads."""

    read: str
    kernel: str
    given: str
    ahead: int
    """The number of axes without a name in front of the others."""
    behind: int
    output: OpenShape
    sizes: dict[str, Size]

    def axes(self, letters: str) -> tuple[Size, ...]:
        """The sizes of these letters."""
        return tuple(self.sizes[letter] for letter in letters)


def einsum(call: LayerCall) -> Einsum:
    """The equation with its sizes. Raises UsageError for one that does not fit what the layer reads."""
    text = call.get("equation")
    match = EQUATION.fullmatch(text) if isinstance(text, str) else None
    if not match or (match["front"] and match["back"]) or (match["back"] and len(match["read"]) < 2):
        raise UsageError(tr("equation must be of the kind 'abc,cd->abd', got {text}", text=shown(text)))
    read, kernel, given = match["read"], match["kernel"], match["given"]
    unnamed = len(call.shape) - len(read)
    if unnamed < 0 or (unnamed and not match["front"] and not match["back"]):
        raise UsageError(tr("{text!r} does not fit the {count} axes that it reads", text=text, count=len(call.shape)))
    ahead, behind = (unnamed, 0) if match["front"] else (0, unnamed)
    output = _output(call, len(given), ahead, behind)
    inputs = dict(zip(read, call.shape[ahead:], strict=False))
    outputs = {letter: size for letter, size in zip(given, output[ahead:], strict=False) if size is not None}
    for letter in inputs.keys() & outputs.keys():
        one, two = inputs[letter], outputs[letter]
        if one != two and not isinstance(one, Polynomial):
            raise UsageError(
                tr(
                    "{letter!r} is {one} in the input and {two} in output_shape",
                    letter=letter,
                    one=size_text(one),
                    two=size_text(two),
                )
            )
    sizes = {**inputs, **outputs}
    if not set(kernel) <= sizes.keys():
        raise UsageError(tr("equation leaves an axis of the kernel without a size"))
    return Einsum(read, kernel, given, ahead, behind, output, sizes)


def _output(call: LayerCall, named: int, ahead: int, behind: int) -> OpenShape:
    """The output shape. Keras writes several unnamed axes in front in reverse order."""
    stated = call.get("output_shape")
    partial = [None if size is None else whole("output_shape", size, 1) for size in listed(stated)]
    shape = call.shape
    output = (shape[0], *shape[1:ahead][::-1], *partial, *shape[len(shape) - behind :])
    if len(output) != ahead + named + behind:
        raise UsageError(
            tr("{value!r} does not fit output_shape={stated}", value=call.get("equation"), stated=shown(stated))
        )
    return output


def einsum_output(call: LayerCall) -> Outputs:
    """The output shape."""
    return einsum(call).output


def einsum_sizes(call: LayerCall) -> Sizes:
    """The sizes of the weights, including those of the quantized forms."""
    equation = einsum(call)
    kernel, bias = equation.axes(equation.kernel), _bias(call, equation)
    summed, kept = (
        "".join(letter for letter in equation.kernel if (letter in equation.given) == wanted)
        for wanted in (False, True)
    )
    return {
        "kernel": kernel,
        "bias": bias,
        "has_bias": bool(bias),
        "others": _others(call, equation),
        "scale": _scale(equation),
        "front": kernel[:-1],
        "last": kernel[-1],
        **packed(call, product(equation.axes(summed)), product(equation.axes(kept))),
    }


def _others(call: LayerCall, equation: Einsum) -> tuple[Size, ...]:
    """The axes of the output besides the kernel's and the batch: the kernel is used once at each of their positions."""
    shape, sizes = call.shape, equation.sizes
    letters = equation.given[0 if equation.ahead else 1 :]
    named = [sizes[letter] for letter in letters if letter not in equation.kernel and letter in sizes]
    return (*named, *shape[1 : equation.ahead], *shape[len(shape) - equation.behind :])


def _scale(equation: Einsum) -> tuple[Size, ...]:
    """The shape of a quantized kernel's scale: that of the output, with 1 for axes that the kernel does not have."""
    named = (equation.sizes[letter] if letter in equation.kernel else 1 for letter in equation.given)
    return (*(1,) * equation.ahead, *named, *(1,) * equation.behind)


def _bias(call: LayerCall, equation: Einsum) -> tuple[Size, ...]:
    """The bias has the axes of the output from the first of `bias_axes` on, with 1 for those not in it."""
    axes: Any = call.get("bias_axes")
    if axes is None:
        return ()
    if not axes or not isinstance(axes, str) or not set(axes) <= set(equation.given):
        raise UsageError(
            tr("bias_axes must be letters of the output {given!r}, got {axes}", given=equation.given, axes=shown(axes))
        )
    if not set(axes) <= equation.sizes.keys():
        raise UsageError(tr("bias_axes has an axis without a size"))
    letters = equation.given[min(map(equation.given.index, axes)) :]
    return (*(equation.sizes[letter] if letter in axes else 1 for letter in letters), *(1,) * equation.behind)
