"""The quantized and LoRA forms of Keras's layers: other weights for the same arithmetic.

A form's weights are lines as in every entry. Keras lists the trained ones first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, LayerEntry, Sizes, UncountedError, whole
from paramcalc.classes.dtypes import policy_of
from paramcalc.phrases import tr

Forms = Mapping[str, str]
"""Lines of weights by the form's name: `int8`, `int8 lora`."""

IN_BLOCKS = tr("int4 in blocks")

MODE = re.compile(r"(?P<mode>\w+?)(?:/(?P<blocks>-?\d+))?")


def block_size(call: LayerCall) -> int | None:
    """How many rows share a scale where int4 packs a matrix in blocks; None if each column has one scale.

    The configuration that `quantize()` was given takes precedence over the policy.
    """
    given = call.get("quantization_config")
    settings = given.get("config") if isinstance(given, dict) else None
    if isinstance(settings, dict) and "block_size" in settings:
        size = settings["block_size"]
    else:
        match = MODE.fullmatch(policy_of(call.get("dtype")).quantization)
        size = int(match["blocks"]) if match and match["blocks"] and len(match["blocks"]) < 20 else None
    return None if size is None or size == -1 else whole("block_size", size, 1)


def form(call: LayerCall) -> str:
    """The form of a layer's weights, a key of `Forms`; empty for the plain one."""
    mode = policy_of(call.get("dtype")).quantization.partition("/")[0]
    if mode == "int4" and block_size(call) is not None:
        mode = IN_BLOCKS
    return f"{mode} lora".strip() if call.flag("lora_rank") else mode


def variants(base: LayerEntry, forms: Forms, *, quantizes: bool = True) -> LayerEntry:
    """An entry that has other weights when it is quantized, or has LoRA.

    A layer that cannot be quantized accepts such a policy and ignores it.
    """

    def variant(call: LayerCall) -> LayerEntry | None:
        name = form(call) if quantizes else "lora" * call.flag("lora_rank")
        if not name:
            return None
        if name not in forms:
            raise UncountedError(tr("no layout is known for weights quantized as {name!r}", name=name))
        return base._replace(weights=forms[name], variant=None, sizes=_with_rank(base.sizes))

    return base._replace(variant=variant)


def _with_rank(sizes: Callable[[LayerCall], Sizes] | None) -> Callable[[LayerCall], Sizes]:
    """The layer's own sizes, and LoRA's rank."""

    def with_rank(call: LayerCall) -> Sizes:
        rank: Sizes = {"rank": call.size("lora_rank")} if call.flag("lora_rank") else {}
        return {**(sizes(call) if sizes else {}), **rank}

    return with_rank


def packed(call: LayerCall, rows: Size, columns: Size) -> Sizes:
    """The sizes of a matrix that int4 packs: two columns in one byte, and a scale for every block of rows."""
    size = block_size(call) or 1
    return {"rows": rows, "columns": columns, "half_columns": _up(columns, 2), "blocks": _up(rows, size)}


def _up(number: Any, part: int) -> Size:
    """The number of parts of this size, rounded up; an unknown number is taken as if each part held one."""
    return number if isinstance(number, Polynomial) else -(-number // part)


def with_lora(forms: Forms, trained: str, lora: str) -> Forms:
    """Quantized forms after the weights that stay as they were; and the same with LoRA's weights in between."""
    plain = {name: trained + weights for name, weights in forms.items()}
    return {**plain, **{f"{name} lora": trained + lora + weights for name, weights in forms.items()}}


def lora(name: str, first: str, last: str) -> str:
    """LoRA's two matrices for a weight with these axes.

    >>> print(lora("kernel", "input", "units"))
    lora_kernel_a (input, rank) unsaved as float32
    lora_kernel_b (rank, units) unsaved as float32
    """
    return f"lora_{name}_a ({first}, rank) unsaved as float32\nlora_{name}_b (rank, {last}) unsaved as float32"


FLOAT8 = """
    inputs_scale () as float32
    inputs_amax_history (1024) as float32
    kernel_scale () as float32
    kernel_amax_history (1024) as float32
    outputs_grad_scale () as float32
    outputs_grad_amax_history (1024) as float32
"""
"""Keras calls them trained, though each step overwrites them. A layer that is quantized once built has them last."""

MATRIX = {
    "int4": """
        kernel (rows, half_columns) frozen as int8
        kernel_scale (columns) frozen
    """,
    IN_BLOCKS: """
        kernel (rows, half_columns) frozen as int8
        kernel_scale (blocks, columns) frozen
        kernel_zero (blocks, columns) frozen as int8
        g_idx (rows) frozen as float32
    """,
}
"""A kernel packed as a matrix, whatever its axes."""
