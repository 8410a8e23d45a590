"""Random programs, read and run: `python tests/tools/source_programs.py --count 20000 --seed 1`.

A program makes a Keras model (or a PyTorch module, with `--framework pytorch`) among branches, loops, functions,
classes and containers, with values of an outside module that the reader does not know. It is run with the real
framework under several draws of those values; a number that the reader gives must be the one of every run that reaches
its end, and a lower bound must be one. What is wrong is printed with its seed; `--seed N --count 1 --shortest` prints
the shortest program that is still wrong.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from program_keras import KerasProgram
from program_outside import DRAWS, module
from program_pytorch import PytorchProgram
from source_contract import Counts, Reading, read, verdict
from source_runs import runs

VOCABULARIES = {"keras": KerasProgram, "pytorch": PytorchProgram}

BATCH = 250


class Program(NamedTuple):
    """A random program."""

    framework: str
    seed: int
    text: str
    outside: dict[str, list[str]]
    """The values of each name of the outside module, one a run."""

    @property
    def draws(self) -> list[dict[str, str]]:
        """The modules of each run."""
        return [{"settings": module(self.outside, draw)} for draw in range(DRAWS)] if self.outside else [{}]


class Judgement(NamedTuple):
    """What the reader says about a program, and what its runs gave."""

    program: Program
    reading: Reading
    ended: list[Counts]
    raised: list[str]

    @property
    def verdict(self) -> str:
        """`right`, `bound`, `refused`, `wrong`; `no end` where no run reaches its end."""
        found = verdict(self.reading, self.ended)
        return found if self.ended or found == "wrong" else "no end"

    @property
    def settled(self) -> bool:
        """Whether every run gives the same counts."""
        return bool(self.ended) and not self.raised and len(set(self.ended)) == 1

    def __str__(self) -> str:
        outside = "\n".join(f"# outside, run {number}:\n" + draw for number, draw in enumerate(own_lines(self.program)))
        given = f"{self.reading.kind} {self.reading.counts or ''} {self.reading.message}"
        return (
            f"WRONG seed {self.program.seed} ({self.program.framework})\n{self.program.text}{outside}\n"
            f"# read: {given}\n# run: {self.ended} {self.raised}\n"
        )


def own_lines(program: Program) -> list[str]:
    """What the outside module holds in each run, as far as the program reads it."""
    used = {name: values for name, values in program.outside.items() if name in program.text}
    return ["\n".join(f"#   {line}" for line in module(used, draw, "").splitlines()) for draw in range(DRAWS) if used]


def program(seed: int, framework: str = "keras") -> Program:
    """The random program of a seed."""
    writer = VOCABULARIES[framework](seed)
    text = writer.text()
    return Program(framework, seed, text, writer.outside)


def judge(program: Program) -> Judgement:
    """Reads a program and runs it."""
    ended, raised = runs(program.framework, program.text, program.draws)
    reasons = [f"{type(error).__name__}: {error}"[:200] for error in raised]
    return Judgement(program, read(program.text), ended, reasons)


def batch(framework: str, seeds: range) -> tuple[Counter[str], list[str]]:
    """The figures of some programs, and those that are wrong."""
    figures: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        judgement = judge(program(seed, framework))
        figures[judgement.verdict] += 1
        figures["settled"] += judgement.settled
        figures["settled and counted"] += judgement.settled and judgement.verdict == "right"
        if judgement.verdict == "wrong":
            wrong.append(str(judgement))
    return figures, wrong


def shortest(found: Judgement) -> Judgement:
    """The same violation in as few statements as possible."""
    before = ""
    while before != found.program.text:
        before = found.program.text
        number = 0
        while number < sum(1 for _ in _bodies(ast.parse(found.program.text))):
            for text in _smaller(found.program.text, number):
                tried = judge(found.program._replace(text=text))
                alike = tried.reading.kind == found.reading.kind and bool(tried.ended) == bool(found.ended)
                if tried.verdict == "wrong" and alike:
                    found = tried
                    break
            else:
                number += 1
    return found


def _smaller(text: str, number: int) -> list[str]:
    """The program without one of its statements, and with the body of a block instead of the block."""
    body, place = _nth(tree := ast.parse(text), number)
    inside = None if isinstance(body[place], (ast.FunctionDef, ast.ClassDef)) else getattr(body[place], "body", None)
    made = [_without(tree, body, place, [])]
    if isinstance(inside, list):
        body, place = _nth(tree := ast.parse(text), number)
        made.append(_without(tree, body, place, body[place].body))
    return [each for each in made if each]


def _nth(tree: ast.Module, number: int) -> tuple[list, int]:
    return next(itertools.islice(_bodies(tree), number, None))


def _bodies(tree: ast.Module) -> Iterator[tuple[list, int]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody", "handlers"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                for place in range(len(body)):
                    yield body, place


def _without(tree: ast.Module, body: list, place: int, instead: list) -> str:
    body[place : place + 1] = instead
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        compile(text, "program.py", "exec")
    except (SyntaxError, ValueError, IndexError):
        return ""
    return text


def report(figures: Counter[str], framework: str, seconds: float) -> str:
    """The figures in one line."""
    counted = [f"{figures[name]:,} {name}" for name in ("right", "refused", "bound", "no end", "wrong")]
    share = figures["settled and counted"] / max(1, figures["settled"])
    return (
        f"{framework}: {', '.join(counted)}; of {figures['settled']:,} with the same counts in every run "
        f"{share:.1%} are counted; {seconds:.0f} s"
    )


def main() -> int:
    """Reads the command line, prints what is wrong and the figures; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--framework", choices=VOCABULARIES, default="keras")
    parser.add_argument("--shortest", action="store_true", help="shorten what is wrong")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    started = time.perf_counter()
    if given.shortest:
        found = [judge(program(seed, given.framework)) for seed in range(given.seed, given.seed + given.count)]
        print(*[shortest(each) for each in found if each.verdict == "wrong"] or ["nothing is wrong"], sep="\n")
        return 0
    end = given.seed + given.count
    ranges = [range(first, min(end, first + BATCH)) for first in range(given.seed, end, BATCH)]
    figures: Counter[str] = Counter()
    with ProcessPoolExecutor(given.processes, max_tasks_per_child=8) as pool:
        for counted, wrong in pool.map(batch, [given.framework] * len(ranges), ranges):
            figures += counted
            print(*wrong, sep="\n", end="", flush=True)
    print(report(figures, given.framework, time.perf_counter() - started))
    return int(bool(figures["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
