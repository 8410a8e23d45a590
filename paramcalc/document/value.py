"""The base of all parts of a document: a frozen value that is quick to define."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """For type checkers alone."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value with the fields that its class annotates, as a dataclass.

    A dataclass of the standard library takes ten times as long to define, at each start of the program.
    """

    __match_args__: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = tuple(cls.__annotations__)  # type: ignore[misc]  # what dataclasses do, too

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self.__match_args__
        self.__dict__.update(zip(fields, values, strict=False), **named)
        if len(values) == len(fields) and not named:
            return
        missing = [name for name in fields if name not in self.__dict__ and not hasattr(type(self), name)]
        if missing or len(self.__dict__) != len(values) + len(named) or len(values) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {', '.join(fields)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__match_args__)))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({fields})"
