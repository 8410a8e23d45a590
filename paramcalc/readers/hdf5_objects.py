"""Groups, tensors and attributes of an HDF5 file: only hard links are followed, and no array is read.

This and the worker process are the only modules that use h5py, which is an extra. Its functions for objects are called
rather than its classes `Group` and `Dataset`, which take four times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from math import prod
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.phrases import tr

MAX_ATTRIBUTE_BYTES = 32 * 2**20

MAX_GROUP_DEPTH = 40
"""Levels of groups inside one another."""

H5PY_ERRORS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError)
"""The errors that h5py raises for a broken file; it has none of its own."""

Tensor = tuple[str, tuple[int, ...], str]
"""Name, shape, dtype."""


class TooLargeError(UsageError):
    """A file that is refused for its size, and may be in order."""


class Group:
    """A group, from its identifier in the library."""

    def __init__(self, identifier: Any) -> None:
        self.identifier = identifier
        self.members: dict[str, Group | Dataset | None] = {}

    def __len__(self) -> int:
        return int(self.identifier.get_num_objs())

    def __iter__(self) -> Iterator[str]:
        """The names of its members, in the order of the file."""
        return map(decoded, self.identifier)

    def member(self, name: str) -> Group | Dataset | None:
        """The member behind a hard link; None for other links, which may lead out of the file, and for no member."""
        if name not in self.members:
            self.members[name] = _member(self.identifier, name.encode("utf-8", "surrogateescape"))
        return self.members[name]

    def group(self, name: str) -> Group | None:
        """The member with this name if it is a group."""
        member = self.member(name)
        return member if isinstance(member, Group) else None

    def dataset(self, path: str) -> Dataset | None:
        """The dataset at a path; None for a path that leads to none over hard links."""
        member: Group | Dataset | None = self
        for name in path.split("/")[:MAX_GROUP_DEPTH]:
            member = member.member(name) if isinstance(member, Group) else None
        return member if isinstance(member, Dataset) else None

    @cached_property
    def attributes(self) -> Any:
        """Its attributes by name."""
        import h5py

        return h5py.AttributeManager(h5py.Group(self.identifier))

    def attribute(self, name: str) -> Any:
        """The value of an attribute. One that would take much memory is refused before it is read."""
        identity = self.attributes.get_id(name)
        if prod(identity.shape) * identity.dtype.itemsize > MAX_ATTRIBUTE_BYTES:
            raise TooLargeError(
                tr(
                    "{name} has more than {most:,} bytes",
                    name=name,
                    most=MAX_ATTRIBUTE_BYTES,
                )
            )
        return self.attributes[name]

    def text(self, name: str) -> str | None:
        """An attribute that is a text; None for any other."""
        value = self.attribute(name) if name in self.attributes else None
        return decoded(value) if isinstance(value, (bytes, str)) else None

    def texts(self, name: str) -> list[str]:
        """An attribute that is a list of texts. Keras splits a long one into name0, name1, …"""
        attributes = [name] if name in self.attributes else []
        whole = bool(attributes)
        while not whole and f"{name}{len(attributes)}" in self.attributes:
            attributes.append(f"{name}{len(attributes)}")
        return [decoded(text) for attribute in attributes for text in self.attribute(attribute)]


class Dataset:
    """A dataset, from its identifier in the library."""

    def __init__(self, identifier: Any) -> None:
        self.identifier = identifier

    def tensor(self, name: str) -> Tensor:
        """Its shape and dtype under a name."""
        return name, tuple(int(size) for size in self.identifier.shape or ()), str(self.identifier.dtype)


def _member(group: Any, name: bytes) -> Group | Dataset | None:
    import h5py

    with suppress(*H5PY_ERRORS):
        if group.links.get_info(name).type == h5py.h5l.TYPE_HARD:
            identifier = h5py.h5o.open(group, name)
            if isinstance(identifier, h5py.h5g.GroupID):
                return Group(identifier)
            if isinstance(identifier, h5py.h5d.DatasetID):
                return Dataset(identifier)
    return None


def decoded(text: Any) -> str:
    """A name or a text of a file, whatever its bytes are."""
    return text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else str(text)
