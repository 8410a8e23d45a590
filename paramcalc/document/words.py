"""The words that several answers share, so that each is translated once."""

from __future__ import annotations

from collections.abc import Mapping

from paramcalc.phrases import tr, tr_in

ROLES = {
    "kernel": tr("kernel"),
    "recurrent_kernel": tr("recurrent kernel"),
    "bias": tr("bias"),
    "recurrent_bias": tr("recurrent bias"),
    "peephole": tr("peephole"),
    "projection": tr("projection"),
    "scale": tr("scale"),
}
"""The role of a parameter."""

GATES = {
    "update": tr_in("gate", "update"),
    "reset": tr_in("gate", "reset"),
    "candidate": tr_in("gate", "candidate"),
    "input": tr_in("gate", "input"),
    "forget": tr_in("gate", "forget"),
    "cell": tr_in("gate", "cell"),
    "output": tr_in("gate", "output"),
    "hidden": tr_in("gate", "hidden"),
    "projection": tr_in("gate", "projection"),
}
"""The names of gates."""

COLUMNS = {
    "kernel": tr_in("column", "kernel"),
    "recurrent_kernel": tr_in("column", "recurrent kernel"),
    **{role: ROLES[role] for role in ("bias", "peephole", "projection", "scale")},
}
"""The role of a parameter as the head of a column, as short as it can be."""

DIRECTIONS = {"forward": tr("forward"), "backward": tr("backward"), "both": tr("both")}
"""The directions of a bidirectional layer."""

MEASURES = {"params": tr("parameters"), "bytes": tr("bytes"), "macs": tr("multiply-adds")}
"""What is counted, in a sentence."""


def word(words: Mapping[str, str], name: str) -> str:
    """The word for a name; the name itself where nobody has translated it, such as that of a cell of one's own."""
    return words.get(name, name)
