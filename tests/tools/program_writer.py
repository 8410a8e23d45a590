"""Random expressions over the names that a random program has so far, and the lines that it consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from program_outside import draws

Kinds = dict[str, list[str]]

DEEPEST = 3
"""Blocks inside one another."""


@dataclass
class Names:
    """The names that are known at one place, by kind, and those that may be assigned there."""

    kinds: Kinds = field(default_factory=lambda: {kind: [] for kind in ("number", "flag", "list", "mapping", "object")})
    assigned: set[str] = field(default_factory=set)

    def copy(self) -> Names:
        return Names({kind: list(names) for kind, names in self.kinds.items()}, set(self.assigned))


class Writer:
    """Lines of a program, with random expressions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.doubt = self.random.choices([0.0, 0.03, 0.08, 0.2], [35, 30, 20, 15])[0]
        """How often a value comes from the outside module."""
        self.lines: list[str] = []
        self.depth = 0
        self.counter = 0
        self.names = Names()
        self.outside: dict[str, list[str]] = {}
        self.imported: set[str] = set()

    # Lines

    def write(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """An indented block; the names that it makes are not used after it."""
        kept = self.names
        self.names = kept.copy()
        self.write(header)
        self.depth += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.write("pass")
        self.depth -= 1
        self.names = kept

    @contextmanager
    def function(self, header: str, parameters: Kinds) -> Iterator[None]:
        """A function's body: the names around it can be read there, only its own can be assigned."""
        with self.block(header):
            self.names.assigned.clear()
            own = {name for names in parameters.values() for name in names}
            for kind, names in self.names.kinds.items():
                self.names.kinds[kind] = [name for name in names if name not in own] + parameters.get(kind, [])
            self.names.assigned |= own
            yield

    def statements(self, count: int) -> None:
        """Some random statements."""
        raise NotImplementedError

    # Names

    def fresh(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def add(self, kind: str, name: str, assigned: bool = True) -> str:
        if name not in self.names.kinds[kind]:
            self.names.kinds[kind].append(name)
        if assigned:
            self.names.assigned.add(name)
        return name

    def known(self, kind: str) -> list[str]:
        return self.names.kinds[kind]

    def target(self, kind: str, prefix: str, new: float = 0.4) -> str:
        """A name to assign to: one that the place may assign, or a new one."""
        own = [name for name in self.known(kind) if name in self.names.assigned or not name.isidentifier()]
        return self.random.choice(own) if own and self.random.random() > new else self.fresh(prefix)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *choices: Callable[[], str]) -> str:
        return self.random.choice(choices)()

    # What the program does not contain

    def unknown(self, kind: str) -> str:
        """A value of the outside module."""
        same = [name for name in self.outside if name.startswith(kind)]
        name = self.random.choice(same) if same and self.chance(0.5) else f"{kind}{len(self.outside)}"
        if name not in self.outside:
            self.outside[name] = draws(self.random, kind)
            if self.chance(0.4):
                self.imported.add(name)
        return name if name in self.imported else f"settings.{name}"

    def doubtful(self) -> bool:
        return self.chance(self.doubt)

    # Expressions

    def number(self, depth: int = 2) -> str:
        """A positive number, seldom a large one."""
        if self.doubtful():
            return self.unknown_number()
        known = self.known("number")
        if depth <= 0 or self.chance(0.45):
            return self.random.choice(known) if known and self.chance(0.6) else str(self.random.randint(1, 9))
        left, right = self.number(depth - 1), self.number(depth - 1)
        some, mapping, flag = self.listing(depth - 1), self.mapping(), self.flag(depth - 1)
        return self.random.choice(
            [
                f"({left} + {right}) % 13 + 1",
                f"{left} * {right} % 11 + 1",
                f"{left} // 2 + 1",
                f"max({left}, {right})",
                f"min({left}, {right}, 8)",
                f"abs({left} - {right}) + 1",
                f"len({some}) + 1",
                f"sum({some}) % 7 + 2",
                f"({left} if {flag} else {right})",
                f"{mapping}.get('a', {right})",
                f"({flag}) + 1" if not flag.startswith("(") else f"{flag} + 1 if {flag} in (0, 1) else 2",
                f"[{left}, {right}][{flag}]" if flag.startswith("not") else f"[{left}, {right}][bool({flag})]",
                f"next(iter({some}), {left})",
                f"int(f'{{{left}}}') % 10 + 1" if "'" not in left else f"int({left})",
                f"max({some}, default={right})",
                f"({left} or {right})",
                f"({flag} and {left} or {right})",
                f"len({mapping}) + 2",
                f"(lambda a, b={left}: a + b)({right}) % 9 + 1",
            ]
        )

    def unknown_number(self) -> str:
        return self.pick(
            lambda: self.unknown("number"),
            lambda: f"{self.unknown('mapping')}.get('units', 4)",
            lambda: f"len({self.unknown('list')}) + 1",
            lambda: f"({self.random.randint(1, 5)} if {self.unknown('check')}(2) else {self.random.randint(1, 9)})",
            lambda: f"({self.unknown('flag')} or 3) and {self.random.randint(1, 9)}",
        )

    def flag(self, depth: int = 1) -> str:
        if self.doubtful() or (self.doubt and self.chance(self.doubt)):
            return self.pick(
                lambda: self.unknown("flag"),
                lambda: f"{self.unknown('check')}({self.number(0)})",
                lambda: f"{self.unknown('number')} > {self.random.randint(1, 9)}",
                lambda: f"{self.unknown('text')} == 'gru'",
                lambda: f"'a' in {self.unknown('mapping')}",
                lambda: f"not {self.unknown('flag')}",
            )
        known = self.known("flag")
        if depth <= 0 or self.chance(0.3):
            return self.random.choice(known) if known and self.chance(0.6) else self.random.choice(["True", "False"])
        left, right, some = self.number(depth - 1), self.number(depth - 1), self.listing(0)
        return self.random.choice(
            [
                f"{left} > {right}",
                f"1 < {left} <= {right}",
                f"{left} != {right} != 2",
                f"not {self.flag(depth - 1)}",
                f"({self.flag(depth - 1)} and {self.flag(depth - 1)})",
                f"({self.flag(depth - 1)} or {self.flag(depth - 1)})",
                f"{left} in {some}",
                f"bool({some})",
                f"'a' in {self.mapping()}",
                f"isinstance({left}, int)",
                f"any(x > {right} for x in {some})",
                f"all(x > {right} for x in {some})",
                f"{self.mapping()}.get('k') is None",
                f"{some} is {self.listing(0)}" if self.known("list") else "None is None",
                f"{some} == {self.listing(0)}",
            ]
        )

    def listing(self, depth: int = 1) -> str:
        if self.doubtful():
            return self.unknown("list") if self.chance(0.3) else f"list({self.unknown('list')})"
        known = self.known("list")
        if known and (depth <= 0 or self.chance(0.6)):
            return self.random.choice(known)
        if depth <= 0:
            return str([self.random.randint(1, 6) for _ in range(self.random.randint(1, 3))])
        some, number = self.listing(depth - 1), self.number(depth - 1)
        return self.random.choice(
            [
                f"[{number}, {self.number(0)}]",
                f"[x + 1 for x in {some}]",
                f"[x for x in {some} if x > {number}]",
                f"[x % 5 + y for x in {some} for y in (1, 2)][:4]",
                f"[*{some}, {number}][:5]",
                f"list({some})[1:]",
                f"sorted({some})",
                f"list(range(1, {number} % 4 + 2))",
                f"list({self.mapping()}.values())",
                f"list(map(lambda v: v % 4 + 1, {some}))",
                f"list(reversed(list({some})))",
                f"[a for a, b in zip({some}, [1, 2])]",
                f"[x for x in {some} if {self.flag(0)}]",
            ]
        )

    def mapping(self) -> str:
        if self.doubtful():
            return self.unknown("mapping")
        known = self.known("mapping")
        if known and self.chance(0.8):
            return self.random.choice(known)
        return f"{{'a': {self.number(0)}, 'b': {self.number(0)}}}"
