"""How a framework packs a cell's parameters into tensors, as patterns.

A pattern describes the axes of a tensor: `columns (gate rows)` is a matrix whose first axis has the columns of the
parameter, and whose second axis has the gates side by side, `rows` numbers each. The words:

- `rows`, `columns`: the parameter's own sizes, as in the equation `W @ x`, where W is rows × columns;
- `kernel`: the sizes of a convolution's kernel, an axis each;
- `direction`, `gate`, `role`: a block for each direction, each gate (in the cell's order), each role (in the order of
  `roles`).

If a pattern leaves out `gate`, every gate has a tensor of its own, with `{gate}` in its name. A name can also contain
`{parameter}`, `{layer}` (from 0) and `{reverse}` (`_reverse` for the backward direction).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

AXES = ("rows", "columns", "kernel")
BLOCKS = ("direction", "gate", "role")


class TensorLayout(NamedTuple):
    """The layout of a tensor, or of one tensor for each gate, and the roles of the parameters that it holds."""

    name: str
    roles: tuple[str, ...]
    pattern: str
    renamed: tuple[tuple[str, str], ...] = ()
    """Tensor names that the framework writes differently."""
    memory_order: tuple[str, ...] = ()
    """The order of the axes in which a block's numbers follow each other, if it is not that of the pattern."""

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the pattern."""
        return tuple(word for axis in self.axes for word in axis)

    @property
    def axes(self) -> tuple[tuple[str, ...], ...]:
        """The words of each axis, outermost first."""
        return read_pattern(self.pattern)

    @property
    def own_axes(self) -> tuple[str, ...]:
        """The parameter's own axes in the order in which this tensor stores them: the shape of a block."""
        return tuple(word for word in self.words if word in AXES)


@lru_cache(maxsize=256)
def read_pattern(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The words of each axis of a pattern; a group in parentheses is one axis.

    >>> read_pattern("role (gate rows)")
    (('role',), ('gate', 'rows'))

    Raises ValueError for unknown or repeated words and for unbalanced parentheses.
    """
    groups = re.findall(r"\(([^()]*)\)|([^()\s]+)|[()]", pattern)
    axes = tuple(tuple((group or word).split()) for group, word in groups)
    words = [word for axis in axes for word in axis]
    if not all(axes) or len(set(words)) != len(words) or not {"rows"} <= set(words) <= {*AXES, *BLOCKS}:
        raise ValueError(f"the storage pattern {pattern!r} needs `rows` once, known words, none twice, closed groups")
    return axes
