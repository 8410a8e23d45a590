"""Arrays of NumPy of which the shape alone is known: what functions, methods, operators and indices make of a shape."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from math import prod

from paramcalc.classes.keras.operations import Slice
from paramcalc.errors import SourceError
from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    CONSTANTS,
    Arguments,
    Array,
    Keywords,
    Node,
    Unknown,
    Value,
    words,
)

Sizes = tuple[Value, ...]
"""The lengths of an array; an Unknown for one that is not known."""

SAME = words(
    "abs absolute array asanyarray asarray ascontiguousarray around ceil clip copy cos exp expm1 "
    "flip fliplr flipud float32 float64 floor log log10 log1p log2 nan_to_num negative ones_like "
    "rint round sin sqrt square tanh zeros_like permutation convert_to_tensor"
)
"""Functions whose result has the shape of their first argument."""

SAME_METHODS = words("astype byteswap clip conj copy round")

PLAIN = words("a_max a_min axes axis copy decimals dtype keepdims max min newshape order shape")
"""The arguments by name that are followed, or change no shape."""

REDUCING = words("all any argmax argmin max amax mean median min amin prod ptp std sum var")


def method(machine: Machine, owner: Array, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A method of an array; None for one that is not followed."""
    if name == "resize":
        raise SourceError(tr("paramcalc does not follow an array that is resized in place"), line=machine.line)
    if name in SAME_METHODS:
        return owner
    if name == "reshape":
        sizes = keywords.get("newshape", keywords.get("shape", tuple(arguments)))
        return _reshaped(machine, owner, sizes[0] if isinstance(sizes, tuple) and len(sizes) == 1 else sizes, node)
    if name in ("flatten", "ravel"):
        return _reshaped(machine, owner, -1, node)
    work = FUNCTIONS.get(name)
    if work is None and name not in REDUCING:
        return None
    return function(machine, f"numpy.{name}", [owner, *arguments], keywords, node)


def function(machine: Machine, path: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A function of NumPy or TensorFlow on an array; None for one that is not followed."""
    name = path.rpartition(".")[2]
    owner = arguments[0] if arguments else None
    if path.startswith("sklearn.model_selection.train_test_split"):
        return _split(machine, arguments, node)
    if name == "to_categorical" or path.endswith("np_utils.to_categorical"):
        return _one_hot(machine, arguments, keywords, node)
    if name == "pad_sequences":
        return _padded(machine, arguments, keywords, node)
    if not path.startswith(("numpy.", "tensorflow.", "keras.ops.")) or not keywords.keys() <= PLAIN:
        return None
    if name in JOINING:
        return JOINING[name](machine, arguments, keywords, node)
    if not isinstance(owner, Array):
        return None
    if name in SAME:
        return owner
    if name in REDUCING:
        return _reduced(machine, name, owner, arguments, keywords, node)
    work = FUNCTIONS.get(name)
    return None if work is None else work(machine, owner, arguments[1:], keywords, node)


def operator(machine: Machine, node: Node, left: Value, sign: ast.operator, right: Value) -> Value:
    """An operator between arrays, or an array and a number; None where the shape does not follow."""
    if isinstance(sign, ast.MatMult):
        return None
    shapes = [value.shape if isinstance(value, Array) else () for value in (left, right)]
    if not all(isinstance(value, (Array, int, float)) for value in (left, right)):
        return None
    longest = max(map(len, shapes))
    rows = [(1,) * (longest - len(shape)) + shape for shape in shapes]
    return Array(tuple(_broadcast(machine, one, two, node) for one, two in zip(*rows, strict=True)))


def _broadcast(machine: Machine, one: Value, two: Value, node: Node) -> Value:
    if one == 1 and isinstance(one, int):
        return two
    if (two == 1 and isinstance(two, int)) or one is two or (isinstance(one, int) and one == two):
        return one
    known = next((size for size in (one, two) if isinstance(size, int)), None)
    # The other one has the same length, or 1.
    return machine.unknown(node, tr("the shape of an array is unknown")) if known is None else known


def item(machine: Machine, owner: Array, key: Value, node: Node) -> Value:
    """`array[key]`."""
    keys = list(key) if isinstance(key, tuple) else [key]
    taken = sum(each is not None and each is not ... for each in keys)
    if any(isinstance(each, Unknown) for each in keys) or taken > len(owner.shape):
        return machine.unknown(node, tr("its index is unknown"))
    rest = list(owner.shape)
    sizes: list[Value] = []
    several = 0
    for each in keys:
        if each is None:
            sizes.append(1)
        elif each is ...:
            behind = taken - sum(other is not None and other is not ... for other in keys[: keys.index(...)])
            sizes += [rest.pop(0) for _ in range(len(rest) - behind)]
        elif isinstance(each, Slice):
            sizes.append(_sliced(machine, rest.pop(0), each, node))
        elif isinstance(each, int) and not isinstance(each, bool):
            rest.pop(0)
        elif isinstance(each, Array) and len(each.shape) == 1 and not several:
            # A mask keeps some, indices take as many as there are.
            several += 1
            rest.pop(0)
            sizes.append(machine.unknown(node, tr("it is part of an array")))
        else:
            return machine.unknown(node, tr("it is part of an array"))
    return Array((*sizes, *rest), owner.classes if not sizes else None)


def _sliced(machine: Machine, length: Value, key: Slice, node: Node) -> Value:
    ends = [key.start, key.stop, key.step]
    if not all(end is None or isinstance(end, int) for end in ends) or key.step == 0:
        return machine.unknown(node, tr("it is part of an array"))
    if isinstance(length, int):
        return len(range(*slice(*ends).indices(length)))
    return (
        length
        if ends[0] in (None, 0) and ends[1] is None and ends[2] in (None, 1)
        else machine.unknown(node, tr("it is part of an array"))
    )


def _reshaped(machine: Machine, owner: Array, sizes: Value, node: Node) -> Value:
    items = [sizes] if isinstance(sizes, (int, Unknown)) else machine.drain(sizes, node)
    if isinstance(items, Unknown) or (isinstance(sizes, Unknown)):
        return machine.unknown(node, tr("its shape is unknown"), sizes)
    free = [place for place, size in enumerate(items) if isinstance(size, int) and size == -1]
    if len(free) > 1 or not all(isinstance(size, (int, Unknown)) for size in items):
        return machine.unknown(node, tr("its shape is unknown"))
    if free:
        # Lengths that are the same unknown stand on both sides, as in x.reshape(x.shape[0], -1).
        before, after = list(owner.shape), [size for place, size in enumerate(items) if place != free[0]]
        for size in [size for size in after if isinstance(size, Unknown) and size in before]:
            before.remove(size)
            after.remove(size)
        known = all(isinstance(size, int) for size in (*before, *after))
        whole = known and prod(after) > 0 and prod(before) % prod(after) == 0
        items[free[0]] = prod(before) // prod(after) if whole else machine.unknown(node, tr("its shape is unknown"))
    return Array(tuple(items), owner.classes)


def _reduced(machine: Machine, name: str, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    axis = keywords.get("axis", arguments[1] if len(arguments) > 1 else None)
    if axis is None:
        if name in ("max", "amax") and owner.classes is not None:
            return owner.classes - 1
        return Unknown(machine.origin(node, tr("it is computed from data")), is_plain=True)
    axes = axis if isinstance(axis, tuple) else (axis,)
    count = len(owner.shape)
    if not all(isinstance(each, int) and -count <= each < count for each in axes):
        return None
    removed = {each % count for each in axes}
    kept = keywords.get("keepdims", False)
    if not isinstance(kept, bool):
        return None
    sizes = [1 if place in removed else size for place, size in enumerate(owner.shape) if kept or place not in removed]
    return Array(tuple(sizes))


def _expanded(machine: Machine, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    axis = keywords.get("axis", arguments[0] if arguments else None)
    count = len(owner.shape) + 1
    if not isinstance(axis, int) or not -count <= axis < count:
        return None
    place = axis % count
    return Array((*owner.shape[:place], 1, *owner.shape[place:]))


def _squeezed(machine: Machine, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    axis = keywords.get("axis", arguments[0] if arguments else None)
    count = len(owner.shape)
    if isinstance(axis, int) and -count <= axis < count:
        return Array(tuple(size for place, size in enumerate(owner.shape) if place != axis % count), owner.classes)
    if axis is None and all(isinstance(size, int) for size in owner.shape):
        return Array(tuple(size for size in owner.shape if size != 1), owner.classes)
    return None


def _transposed(machine: Machine, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    order = keywords.get("axes", arguments[0] if len(arguments) == 1 else tuple(arguments) or None)
    if order is None:
        return Array(owner.shape[::-1])
    places = [order] if isinstance(order, int) else machine.drain(order, node)
    if isinstance(places, Unknown) or sorted(map(repr, places)) != sorted(map(repr, range(len(owner.shape)))):
        return None
    return Array(tuple(owner.shape[place] for place in places))


def _unique(machine: Machine, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return Array((owner.classes,)) if owner.classes is not None and not arguments and not keywords else None


def _reshape(machine: Machine, owner: Array, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    sizes = arguments[0] if arguments else keywords.get("newshape", keywords.get("shape"))
    return None if sizes is None else _reshaped(machine, owner, sizes, node)


Work = Callable[[Machine, Array, Arguments, Keywords, Node], Value]

FUNCTIONS: dict[str, Work] = {
    "expand_dims": _expanded,
    "reshape": _reshape,
    "squeeze": _squeezed,
    "transpose": _transposed,
    "unique": _unique,
}


def _joined(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node, axis: int = 0) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    if isinstance(items, Unknown) or not items or not all(isinstance(each, Array) for each in items):
        return None
    given = keywords.get("axis", arguments[1] if len(arguments) > 1 else axis)
    count = len(items[0].shape)
    if not isinstance(given, int) or not -count <= given < count or any(len(each.shape) != count for each in items):
        return None
    lengths = [each.shape[given] for each in items]
    known = all(isinstance(length, int) for length in lengths)
    sizes: list[Value] = list(items[0].shape)
    sizes[given] = sum(lengths) if known else machine.unknown(node, tr("the length of an array is unknown"))
    return Array(tuple(sizes), items[0].classes if len({each.classes for each in items}) == 1 else None)


def _stacked_rows(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    flat = isinstance(items, Unknown) or any(isinstance(each, Array) and len(each.shape) < 2 for each in items)
    return None if flat else _joined(machine, arguments, keywords, node)


JOINING: dict[str, Callable[[Machine, Arguments, Keywords, Node], Value]] = {
    "concat": _joined,
    "concatenate": _joined,
    "vstack": _stacked_rows,
}


def _split(machine: Machine, arguments: Arguments, node: Node) -> Value:
    """`train_test_split`: two parts of every array."""
    parts: list[Value] = []
    for array in arguments:
        for _ in range(2):
            if isinstance(array, Array) and array.shape:
                length = machine.unknown(node, tr("the data is split"))
                parts.append(Array((length, *array.shape[1:]), array.classes))
            else:
                parts.append(machine.unknown(node, tr("the data is split"), array))
    return tuple(parts) if any(isinstance(array, Array) for array in arguments) else None


def _one_hot(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    labels = arguments[0] if arguments else keywords.get("y", keywords.get("x"))
    given = arguments[1:2] or [value for word, value in keywords.items() if word in ("num_classes", "nb_classes")]
    classes = given[0] if given and given[0] is not None else labels.classes if isinstance(labels, Array) else None
    if classes is None:
        classes = machine.unknown(node, tr("the number of classes is unknown"))
    if not isinstance(labels, Array):
        return None
    shape: Sequence[Value] = labels.shape
    # A last length of 1 is dropped, unless it is the only one.
    kept = shape[:-1] if len(shape) > 1 and isinstance(shape[-1], int) and shape[-1] == 1 else shape
    if not isinstance(classes, (int, Unknown)) or not all(isinstance(size, CONSTANTS) for size in shape[1:]):
        return None
    return Array((*kept, classes))


def _padded(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    sequences = arguments[0] if arguments else keywords.get("sequences")
    longest = arguments[1] if len(arguments) > 1 else keywords.get("maxlen")
    if not isinstance(longest, int):
        return None
    number = machine.unknown(node, tr("it is the number of texts"))
    return Array((sequences.shape[0] if isinstance(sequences, Array) and sequences.shape else number, longest))
