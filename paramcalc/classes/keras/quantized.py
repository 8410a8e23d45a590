"""The quantized and LoRA forms of Keras's layers: other weights for the same arithmetic.

The texts are lines of weights as in every entry. Keras lists what is trained first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, LayerEntry, Sizes, UncountedError, whole

Forms = Mapping[str, str]
"""Lines of weights by the form's name: `int8`, `int8 lora`."""

IN_BLOCKS = "int4 in blocks"

MODE = re.compile(r"(?P<mode>\w+?)(?:/(?P<blocks>-?\d+))?")


def policy(call: LayerCall) -> str:
    """The quantization in a layer's policy, `int8` or `int4/128`; empty where there is none.

    Keras writes a policy as its name, `int8_from_float32`, or as a dictionary that has the mode or the name.
    """
    written = call.get("dtype")
    settings = written.get("config") if isinstance(written, dict) else {"name": written}
    if not isinstance(settings, dict):
        return ""
    mode, name = settings.get("mode"), settings.get("name")
    if isinstance(mode, str):
        return mode
    return name.partition("_from_")[0] if isinstance(name, str) and "_from_" in name else ""


def block_size(call: LayerCall) -> int | None:
    """How many numbers share a scale where int4 packs a matrix in blocks; None where each column has one.

    What `quantize()` was told stands above the policy.
    """
    told = call.get("quantization_config")
    settings = told.get("config") if isinstance(told, dict) else None
    if isinstance(settings, dict) and "block_size" in settings:
        size = settings["block_size"]
    else:
        found = MODE.fullmatch(policy(call))
        size = int(found["blocks"]) if found and found["blocks"] and len(found["blocks"]) < 20 else None
    return None if size is None or size == -1 else whole("block_size", size, 1)


def form(call: LayerCall) -> str:
    """The form that a layer's weights have, a key of `Forms`; empty for the plain one."""
    mode = policy(call).partition("/")[0]
    if mode == "int4" and block_size(call) is not None:
        mode = IN_BLOCKS
    return f"{mode} lora".strip() if call.flag("lora_rank") else mode


def variants(base: LayerEntry, forms: Forms, *, quantizes: bool = True) -> LayerEntry:
    """An entry whose weights are others when it is quantized, or has LoRA.

    A layer that does not know how to quantize itself takes such a policy and does nothing with it.
    """

    def variant(call: LayerCall) -> LayerEntry | None:
        found = form(call) if quantizes else "lora" * call.flag("lora_rank")
        if not found:
            return None
        if found not in forms:
            raise UncountedError(f"no layout is known for weights quantized as {found!r}")
        return base._replace(weights=forms[found], variant=None, sizes=_further(base.sizes))

    return base._replace(variant=variant)


def _further(sizes: Callable[[LayerCall], Sizes] | None) -> Callable[[LayerCall], Sizes]:
    """The layer's own sizes, and LoRA's rank."""

    def further(call: LayerCall) -> Sizes:
        rank: Sizes = {"rank": call.size("lora_rank")} if call.flag("lora_rank") else {}
        return {**(sizes(call) if sizes else {}), **rank}

    return further


def packed(call: LayerCall, rows: Size, columns: Size) -> Sizes:
    """The sizes of a matrix that int4 packs: two columns in one, and a scale for every block of rows."""
    size = block_size(call) or 1
    return {"rows": rows, "columns": columns, "half_columns": _up(columns, 2), "blocks": _up(rows, size)}


def _up(number: Any, part: int) -> Size:
    """How many parts of this size a number takes; where it is not known yet, as if each held one."""
    return number if isinstance(number, Polynomial) else -(-number // part)


def with_lora(forms: Forms, trained: str, lora: str) -> Forms:
    """Quantized forms, `trained` being what stays as it was; and the same with LoRA, whose weights come behind it."""
    plain = {name: trained + weights for name, weights in forms.items()}
    return {**plain, **{f"{name} lora": trained + lora + weights for name, weights in forms.items()}}


FLOAT8 = """
    inputs_scale () as float32
    inputs_amax_history (1024) as float32
    kernel_scale () as float32
    kernel_amax_history (1024) as float32
    outputs_grad_scale () as float32
    outputs_grad_amax_history (1024) as float32
"""
"""Trained in name: each step writes them anew. A layer that is quantized when it is built already has them last."""

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
"""A kernel packed as a matrix, whatever axes it had."""
