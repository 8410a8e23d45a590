"""The arguments that many Keras layers take and that change no count: initializers, regularizers, constraints."""

from __future__ import annotations


def initialized(**initializers: str) -> tuple[str, str, str]:
    """Initializers, regularizers and constraints of these weights, as in a signature.

    >>> initialized(kernel="zeros")
    ("kernel_initializer='zeros'", 'kernel_regularizer=None', 'kernel_constraint=None')
    """
    return (
        ", ".join(f"{name}_initializer={default!r}" for name, default in initializers.items()),
        ", ".join(f"{name}_regularizer=None" for name in initializers),
        ", ".join(f"{name}_constraint=None" for name in initializers),
    )


def with_activity(**initializers: str) -> str:
    """The same in one text, with the regularizer of the output before the constraints."""
    first, regularized, constrained = initialized(**initializers)
    return f"{first}, {regularized}, activity_regularizer=None, {constrained}"


KERNEL_ARGUMENTS = with_activity(kernel="glorot_uniform", bias="zeros")
"""The arguments of a layer with a kernel and a bias."""
