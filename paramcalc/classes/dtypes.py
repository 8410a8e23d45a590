"""The dtype policies of layers: how their weights are stored, and how they are quantized."""

from __future__ import annotations

from typing import Any, NamedTuple

from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES


class Policy(NamedTuple):
    """A dtype policy: its name, and the parts of that name."""

    name: str = ""
    quantization: str = ""
    """`int8`, `int4/128`; empty for a policy that does not quantize."""
    source: str = ""
    """The policy from which it was quantized."""

    @property
    def stored(self) -> str:
        """The dtype in which weights are stored. A mixed policy computes in 16 bits and stores in 32."""
        is_plain = self.source in DTYPES and not self.source.startswith("mixed_")
        return self.source if is_plain else DEFAULT_DTYPE


PLAIN = Policy()


def policy_of(dtype: Any) -> Policy:
    """The policy of a layer's `dtype`: its name, `int8_from_float32`, or a dictionary with the name or its parts.

    >>> policy_of("int4/128_from_mixed_float16")
    Policy(name='int4/128_from_mixed_float16', quantization='int4/128', source='mixed_float16')
    >>> policy_of({"config": {"mode": "int8", "source_name": "float16"}}).stored
    'float16'
    """
    if dtype is None:
        return PLAIN
    settings = dtype.get("config") if isinstance(dtype, dict) else {"name": dtype}
    if not isinstance(settings, dict):
        return PLAIN
    name, mode, source = (settings.get(word) for word in ("name", "mode", "source_name"))
    if name is None and isinstance(mode, str):
        name = f"{mode}_from_{source}"
    if not isinstance(name, str):
        return PLAIN
    quantization = name.partition("_from_")[0] if "_from_" in name else ""
    return Policy(
        name,
        mode if isinstance(mode, str) else quantization,
        source if isinstance(source, str) and source else name.rpartition("_from_")[2],
    )
