"""Random branches, loops, handlers of errors and functions."""

from __future__ import annotations

from collections.abc import Callable

from program_idioms import IDIOMS
from program_simple import assign_number, change_list
from program_writer import DEEPEST, Writer


def choose(w: Writer) -> None:
    with w.block(f"if {w.flag(2)}:"):
        w.statements(w.random.randint(1, 3))
    if w.chance(0.25):
        with w.block(f"elif {w.flag()}:"):
            w.statements(w.random.randint(1, 2))
    if w.chance(0.45):
        with w.block("else:"):
            w.statements(w.random.randint(1, 2))


def loop(w: Writer) -> None:
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
        escape_finally(w, w.random.choice(["continue", "break"]))
        escape_else(w)
    loop_else(w)


def while_loop(w: Writer) -> None:
    name = w.fresh("i")
    w.write(f"{name} = {w.random.randint(1, 3)}")
    with w.block(f"while {name} > 0" + (f" and {w.flag()}:" if w.chance(0.4) else ":")):
        w.write(f"{name} -= 1")
        escape(w)
        w.statements(w.random.randint(1, 2))
    loop_else(w)


def escape(w: Writer) -> None:
    if w.chance(0.3):
        w.write(f"if {w.flag()}: {w.random.choice(['break', 'continue'])}")


def escape_finally(w: Writer, escape: str) -> None:
    """A `finally` that may leave by a jump, which swallows what its body raised."""
    if w.chance(0.15):
        with w.block("try:"):
            if w.doubt and w.chance(0.5):
                w.write(f"{w.unknown('failure')}({w.number(0)})")
            assign_number(w)
            change_list(w)
        with w.block("finally:"):
            w.write(f"if {w.flag()}: {escape}" if w.chance(0.5) else escape)


def escape_else(w: Writer) -> None:
    """An inner loop whose `else` leaves the turn of the outer one, and what would follow it."""
    if w.chance(0.2):
        with w.block(f"for _ in list({w.listing()})[:{w.random.randint(0, 2)}]:"):
            w.write(f"if {w.flag()}: break")
        with w.block("else:"):
            jump = w.random.choice(["continue", "break"])
            w.write(f"if {w.flag()}: {jump}" if w.chance(0.5) else jump)
        w.statements(1)


def loop_else(w: Writer) -> None:
    if w.chance(0.25):
        with w.block("else:"):
            w.statements(1)


def attempt(w: Writer) -> None:
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


def manage(w: Writer) -> None:
    with w.block(
        w.random.choice(["with contextlib.suppress(ValueError, KeyError):", "with contextlib.nullcontext():"])
    ):
        w.statements(1)
        if w.lines[-1] and w.chance(0.4):
            w.write(f"if {w.flag()}: raise ValueError('inside')")
            w.statements(1)


def match(w: Writer) -> None:
    subject, value = w.number(1), w.random.randint(1, 6)
    with w.block(f"match {subject}:"):
        for pattern in w.random.sample([f"{value}", "1 | 2 | 3", "int() if " + w.flag(), "5"], 2):
            with w.block(f"case {pattern}:"):
                w.statements(1)
        with w.block("case _:"):
            w.statements(1)


def define(w: Writer) -> None:
    """A function that returns a number, and calls of it."""
    name, first, second = w.fresh("f"), w.fresh("p"), w.fresh("q")
    decorated = w.doubt and w.chance(w.doubt)
    if decorated:
        w.write(f"@{w.unknown('decorator')}")
    default = w.number(0)
    with w.function(f"def {name}({first}, {second}={default}):", {"number": [first, second]}):
        if w.depth < DEEPEST:
            w.random.choice([choose, loop, attempt, assign_number, change_list])(w)
        escape_finally(w, f"return {w.number(0)}")
        if w.chance(0.3):
            w.write(f"if {w.flag()}: return {w.number(1)}")
        w.write(f"return {w.number()}")
    for _ in range(w.random.randint(1, 2)):
        given = w.random.choice([w.number(1), f"{w.number(0)}, {second}={w.number(0)}", f"*[{w.number(0)}]"])
        w.write(f"{w.add('number', w.target('number', 'n'))} = {name}({given}) % 12 + 1")


def idiom(w: Writer) -> None:
    w.random.choice(IDIOMS)(w)


COMPOUND: list[Callable[[Writer], None]] = [
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
