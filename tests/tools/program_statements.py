"""Random statements of Python itself: assignments, branches, loops, functions, containers and effects from outside."""

from __future__ import annotations

from collections.abc import Callable

from program_idioms import IDIOMS
from program_writer import Writer

DEEPEST = 3
"""Blocks inside one another."""


class Statements(Writer):
    """A writer of statements; a vocabulary adds what builds a model by overriding `build`."""

    def build(self) -> None:
        """One statement on the model."""

    def statements(self, count: int) -> None:
        for _ in range(count):
            self.statement()

    def statement(self) -> None:
        share = self.random.random()
        if share < 0.3:
            self.build()
        elif share < 0.6:
            self.random.choice(SIMPLE)(self)
        elif share < 0.68 and self.doubtful_effect():
            pass
        elif self.depth < DEEPEST:
            self.random.choice(COMPOUND)(self)
        else:
            self.random.choice(SIMPLE)(self)

    def doubtful_effect(self) -> bool:
        """A call of an outside function that may change what it is given; False if this program has none."""
        targets = [*self.known("list"), *self.known("mapping"), *self.known("object"), *self.models()]
        if not self.doubt or not targets or not self.chance(min(1, self.doubt * 5)):
            return False
        target = self.random.choice(targets)
        self.write(
            self.pick(
                lambda: f"{self.unknown('effect')}({target})",
                lambda: f"{self.unknown('effect')}([{target}])",
                lambda: f"{self.unknown('caller')}(lambda: {self.effect()})",
                lambda: f"{self.unknown('keeper')}({target})",
                lambda: f"{self.unknown('later')}()",
                lambda: f"{self.unknown('failure')}({target})",
            )
        )
        return True

    def models(self) -> list[str]:
        """The names of models that there are by now."""
        return []

    def effect(self) -> str:
        """An expression that changes something."""
        if self.known("list"):
            return f"{self.random.choice(self.known('list'))}.append({self.number(0)})"
        return f"{{}}.update(a={self.number(0)})"


def assign_number(w: Statements) -> None:
    value = w.number()
    w.write(f"{w.add('number', w.target('number', 'n'))} = {value}")


def assign_flag(w: Statements) -> None:
    value = w.flag()
    w.write(f"{w.add('flag', w.target('flag', 'flag'))} = {value}")


def assign_list(w: Statements) -> None:
    value = w.listing(2)
    w.write(f"{w.add('list', w.target('list', 'xs'))} = {value}")


def assign_mapping(w: Statements) -> None:
    value = w.pick(
        lambda: f"{{'a': {w.number()}, 'b': {w.number(0)}}}",
        lambda: f"dict(a={w.number()})",
        lambda: f"{{**{w.mapping()}, 'a': {w.number(0)}}}",
        lambda: f"{{'c': {w.number(0)}, **{w.mapping()}}}",
        lambda: f"dict({w.mapping()})",
        lambda: w.mapping(),
        lambda: f"{{k: v + 1 for k, v in {w.mapping()}.items()}}",
    )
    w.write(f"{w.add('mapping', w.target('mapping', 'd'))} = {value}")


def augment(w: Statements) -> None:
    own = [name for name in w.known("number") if name in w.names.assigned or not name.isidentifier()]
    if own:
        name = w.random.choice(own)
        value = w.number(1)
        w.write(w.random.choice([f"{name} += {value}", f"{name} = {name} * 2 % 9 + {value}", f"{name} //= 2"]))
        if w.lines[-1].endswith("//= 2"):
            w.write(f"{name} += 1")


def swap(w: Statements) -> None:
    own = [name for name in w.known("number") if name in w.names.assigned]
    if len(own) > 1:
        first, second = w.random.sample(own, 2)
        w.write(f"{first}, {second} = {second}, {first} % 7 + 1")


def change_list(w: Statements) -> None:
    known = w.known("list")
    if known:
        name, other, value = w.random.choice(known), w.random.choice(known), w.number(1)
        w.write(
            w.random.choice(
                [
                    f"{name}.append({value})",
                    f"{name}.extend([{value}, 2])",
                    f"{name}.insert(0, {value})",
                    f"{name}[:1] = [{value}]",
                    f"{name}.sort()",
                    f"{name}.reverse()",
                    f"if {name}: {name}.pop()",
                    f"if len({name}) > 1: del {name}[0]",
                    f"if {name}: {name}[-1] = {value}",
                    f"{name}.extend(list({other})[:2])",
                    f"{name}[len({name}):] = [{value}]",
                    f"if {value} in {name}: {name}.remove({value})" if "outside" not in value else "pass",
                    f"[{name}.append(v % 4 + 1) for v in (1, 2)]",
                ]
            )
        )


def alias(w: Statements) -> None:
    kind = w.random.choice(["list", "mapping", "object"])
    if w.known(kind):
        other = w.random.choice(w.known(kind))
        name = w.fresh("same")
        w.write(f"{name} = {other}" if kind == "object" or w.chance(0.6) else f"{name} = {other}.copy()")
        w.add(kind, name)
        if kind == "object":
            w.add("number", f"{name}.units")


def change_mapping(w: Statements) -> None:
    if w.known("mapping"):
        name, value = w.random.choice(w.known("mapping")), w.number(1)
        w.write(
            w.random.choice(
                [
                    f"{name}['a'] = {value}",
                    f"{name}.update(b={value})",
                    f"{name}.pop('a', None)",
                    f"{name}.setdefault('a', {value})",
                    f"{name}['c' if {w.flag()} else 'a'] = {value}",
                    f"{name} |= {{'a': {value}}}" if name in w.names.assigned else f"{name}.update(a={value})",
                    f"if 'b' in {name}: del {name}['b']",
                    f"for key in list({name}): {name}[key] += 1",
                ]
            )
        )


def change_object(w: Statements) -> None:
    if w.known("object"):
        name, value = w.random.choice(w.known("object")), w.number(1)
        way = w.random.choice([f"{name}.units = {value}", f"setattr({name}, 'units', {value})"])
        w.write(way if w.chance(0.8) else f"vars({name}).update(units={value})")


def choose(w: Statements) -> None:
    with w.block(f"if {w.flag(2)}:"):
        w.statements(w.random.randint(1, 3))
    if w.chance(0.25):
        with w.block(f"elif {w.flag()}:"):
            w.statements(w.random.randint(1, 2))
    if w.chance(0.45):
        with w.block("else:"):
            w.statements(w.random.randint(1, 2))


def loop(w: Statements) -> None:
    name = w.fresh("u")
    header = w.pick(
        lambda: f"for {name} in list({w.listing()})[:3]:",
        lambda: f"for {name} in range(1, {w.random.randint(2, 4)}):",
        lambda: f"for index, {name} in enumerate(list({w.listing()})[:3]):",
        lambda: f"for {name}, _ in zip({w.listing()}, range({w.random.randint(1, 3)})):",
        lambda: f"for {name} in list({w.mapping()}.values()):",
        lambda: f"for {name} in sorted({w.listing()})[:2]:",
    )
    with w.block(header):
        w.add("number", name)
        escape(w)
        w.statements(w.random.randint(1, 2))
        escape(w)
    loop_else(w)


def while_loop(w: Statements) -> None:
    name = w.fresh("i")
    w.write(f"{name} = {w.random.randint(1, 3)}")
    with w.block(f"while {name} > 0" + (f" and {w.flag()}:" if w.chance(0.4) else ":")):
        w.write(f"{name} -= 1")
        escape(w)
        w.statements(w.random.randint(1, 2))
    loop_else(w)


def escape(w: Statements) -> None:
    if w.chance(0.3):
        w.write(f"if {w.flag()}: {w.random.choice(['break', 'continue'])}")


def loop_else(w: Statements) -> None:
    if w.chance(0.25):
        with w.block("else:"):
            w.statements(1)


def attempt(w: Statements) -> None:
    with w.block("try:"):
        if w.chance(0.6):
            w.statements(1)
        w.write(
            w.random.choice(
                [
                    f"if {w.flag()}: raise ValueError('inside')",
                    f"{w.mapping()}['b']",
                    f"{w.listing()}[{w.random.randint(0, 3)}]",
                    f"assert {w.flag()}",
                    f"{w.unknown('failure')}({w.number(0)})" if w.doubt else "int('x')",
                ]
            )
        )
        w.statements(w.random.randint(1, 2))
    error = w.random.choice(
        ["ValueError", "(ValueError, LookupError, AssertionError)", *["Exception", "Exception as error"] * 2]
    )
    if w.chance(0.9):
        with w.block(f"except {error}:"):
            w.statements(1)
        if w.chance(0.3):
            with w.block("else:"):
                w.statements(1)
        if w.chance(0.7):
            return
    with w.block("finally:"):
        w.statements(1)


def manage(w: Statements) -> None:
    with w.block(
        w.random.choice(["with contextlib.suppress(ValueError, KeyError):", "with contextlib.nullcontext():"])
    ):
        w.statements(1)
        if w.lines[-1] and w.chance(0.4):
            w.write(f"if {w.flag()}: raise ValueError('inside')")
            w.statements(1)


def match(w: Statements) -> None:
    subject, value = w.number(1), w.random.randint(1, 6)
    with w.block(f"match {subject}:"):
        for pattern in w.random.sample([f"{value}", "1 | 2 | 3", "int() if " + w.flag(), "5"], 2):
            with w.block(f"case {pattern}:"):
                w.statements(1)
        with w.block("case _:"):
            w.statements(1)


def define(w: Statements) -> None:
    """A function that returns a number, and calls of it."""
    name, first, second = w.fresh("f"), w.fresh("p"), w.fresh("q")
    decorated = w.doubt and w.chance(w.doubt)
    if decorated:
        w.write(f"@{w.unknown('decorator')}")
    default = w.number(0)
    with w.function(f"def {name}({first}, {second}={default}):", {"number": [first, second]}):
        if w.depth < DEEPEST:
            w.random.choice([choose, loop, attempt, assign_number, change_list])(w)
        if w.chance(0.3):
            w.write(f"if {w.flag()}: return {w.number(1)}")
        w.write(f"return {w.number()}")
    for _ in range(w.random.randint(1, 2)):
        given = w.random.choice([w.number(1), f"{w.number(0)}, {second}={w.number(0)}", f"*[{w.number(0)}]"])
        w.write(f"{w.add('number', w.target('number', 'n'))} = {name}({given}) % 12 + 1")


def idiom(w: Statements) -> None:
    w.random.choice(IDIOMS)(w)


SIMPLE: list[Callable[[Statements], None]] = [
    assign_number,
    assign_number,
    assign_flag,
    assign_list,
    assign_mapping,
    augment,
    swap,
    change_list,
    change_list,
    alias,
    change_mapping,
    change_object,
]

COMPOUND: list[Callable[[Statements], None]] = [
    choose,
    choose,
    choose,
    loop,
    loop,
    while_loop,
    attempt,
    manage,
    match,
    define,
    idiom,
    idiom,
]
