"""The methods of plain lists, dictionaries and texts that are followed; any other makes its owner unknown."""

from __future__ import annotations

from typing import Any

from paramcalc.readers.python.builtins import compute

FOLLOWED: dict[type, str] = {
    list: "append clear copy count extend index insert pop remove reverse sort",
    dict: "clear copy get items keys pop setdefault update values",
    str: "count endswith find join lower lstrip rstrip split startswith strip title upper",
}
"""The methods of each kind of value that can be computed."""


def is_followed(owner: Any, name: str, given: list[Any], named: dict[str, Any]) -> bool:
    """Whether a method of a plain value can be computed: it is known, and calls nothing of the source."""
    return name in FOLLOWED.get(type(owner), "").split() and "key" not in named and not any(map(callable, given))


def result_of(owner: Any, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    """What a method gives; views of a dictionary as lists. Raises what `compute` does."""
    result = compute(lambda: getattr(owner, name)(*given, **named))
    if type(owner) is dict and name in ("items", "keys", "values"):
        return [list(each) if name == "items" else each for each in result]
    return result
