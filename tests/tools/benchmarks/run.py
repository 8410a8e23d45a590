"""The speed that is promised, measured: `python tests/tools/benchmarks/run.py [--runs N] [--write]`.

Whole processes run in turn, A B A B …, and the medians are compared, so that a slow or busy machine changes both. Exits
with 1 if a bound is missed. Not a test: a busy machine must not fail a build. `--write` keeps the figures for the
documentation: `pytest tests/docs --update-docs` makes the page from them.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import record

import paramcalc

HERE = Path(__file__).parent

FIGURES = HERE / "figures.json"
"""The figures that the page of the documentation shows."""

MAIN = ["gru", "--units", "75", "--input", "28"]


class Figure(NamedTuple):
    """What was measured, and the bound that it must not pass."""

    what: str
    value: float
    bound: float
    unit: str
    seconds: tuple[float, ...] = ()
    """Of a comparison of two programs: the seconds of paramcalc, and those of the other program."""

    @property
    def at_least(self) -> bool:
        """Whether the value must reach the bound; otherwise it must stay below it."""
        return self.unit.endswith("/s") or "faster" in self.what

    @property
    def held(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        mark = "ok    " if self.held else "MISSED"
        return f"{mark}  {self.what:<66} {self.value:>14,.3f}  (bound {self.bound:,g} {self.unit})"


def process(command: list[str]) -> tuple[float, float, float]:
    """Seconds, peak MiB, and seconds of processor time of one whole process and those that it started."""
    started = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        command,
        {**os.environ, "COLUMNS": "80"},
        file_actions=[(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (1, 2)],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed: {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def pair(ours: list[str], theirs: list[str], runs: int) -> tuple[float, float, float]:
    """The medians of our seconds, their seconds and our peak, the two run in turn after one warm-up each."""
    results = [(process(ours), process(theirs)) for _ in range(runs + 1)][1:]
    return (
        statistics.median(mine[0] for mine, _ in results),
        statistics.median(other[0] for _, other in results),
        statistics.median(mine[1] for mine, _ in results),
    )


def start_up(runs: int) -> list[Figure]:
    python = sys.executable
    ours = [str(Path(python).with_name("paramcalc")), *MAIN]
    sizes = MAIN[1:]
    table, smallest, peak = pair(ours, [python, str(HERE / "smallest_table.py"), *sizes], runs)
    figures = [
        Figure("the main command / the smallest typer and rich table", table / smallest, 1.25, "x"),
        Figure("peak memory of the main command", peak, 30, "MiB"),
    ]
    for form in ("json", "text"):
        mine, parser, _ = pair([*ours, "--format", form], [python, str(HERE / "smallest_parser.py"), *sizes], runs)
        figures.append(Figure(f"--format {form} / the smallest typer parser", mine / parser, 1.1, "x"))
    mine, bare, _ = pair([python, "-c", "import paramcalc"], [python, "-c", "pass"], runs)
    figures.append(Figure("import paramcalc above a bare interpreter", (mine - bare) * 1000, 25, "ms"))
    chinese, mine, _ = pair([*ours, "--lang", "zh"], [*ours, "--lang", "en"], runs)
    figures.append(Figure("the main command in Chinese beyond English", (chinese - mine) * 1000, 10, "ms"))
    modules = "import contextlib, contextvars, functools, pathlib, types, typing"
    marks, bare, _ = pair([python, paramcalc.phrases.__file__], [python, "-c", modules], runs)
    figures.append(Figure("the module of translatable texts, in English", (marks - bare) * 1000, 5, "ms"))
    mine, keras, _ = pair(ours, [python, str(HERE / "keras_layer.py")], min(runs, 5))
    figures.append(Figure("the main command, times faster than Keras", keras / mine, 20, "x", (mine, keras)))
    return figures


def verification(runs: int) -> list[Figure]:
    """What `verify` takes beside Keras's own import, and how the count of real layers grows with their size."""
    python = sys.executable
    suite = [str(Path(python).with_name("paramcalc")), "verify"]
    mine, keras, _ = pair(suite, [python, "-c", "import keras"], min(runs, 3))
    code = f"import runpy; runpy.run_path({str(HERE / 'counting.py')!r}, run_name='__main__')"
    output = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    counted = json.loads(output.splitlines()[-1])
    for units, per_second in counted["curve"].items():
        print(f"        counts and tensors at {int(units):>9,} units: {per_second:,.0f} layers/s")
    return [
        Figure("the whole verify suite / import keras", mine / keras, 4, "x"),
        Figure("counts and tensors of 1,000 random layers", counted["per_second"], 300, "layers/s"),
        Figure("slowest / fastest units from 1 to 1,000,000", counted["spread"], 2, "x"),
        Figure("memory that 1,000 layers leave behind", counted["growth"], 50, "MiB"),
        Figure("LSTM(1,000,000) on 1,000,000 inputs beyond the import", counted["giant"], 0.2, "s"),
    ]


def comparison(runs: int) -> list[Figure]:
    """`compare` over ten thousand sizes beside one size."""
    ours = str(Path(sys.executable).with_name("paramcalc"))
    many, one, _ = pair(
        [ours, "compare", "gru", "-u", "1:10000", "-i", "28"], [ours, "compare", "gru", "-u", "1", "-i", "28"], runs
    )
    return [Figure("compare over 10,000 sizes beyond one", many - one, 1, "s")]


def models(runs: int) -> list[Figure]:
    """Saved models beside one layer: by their configuration alone, with their tensors, and beside Keras itself."""
    python = sys.executable
    ours = str(Path(python).with_name("paramcalc"))
    real = HERE.parents[1] / "files" / "models" / "keras3" / "01_gru_seq.keras"
    load = f"import keras; print(keras.models.load_model({str(real)!r}).count_params())"
    with tempfile.TemporaryDirectory() as folder:
        # Made by another process: this one must stay small, since its children start with its peak.
        made = subprocess.run([python, str(HERE / "saved.py"), folder], capture_output=True, text=True, check=True)
        small, large, half, whole = made.stdout.split()
        line = pair([ours, "model", "Input((28, 28)) > GRU(75) > Dense(10)"], [ours, *MAIN], runs)
        config = pair([ours, "model", str(real.with_suffix(".json"))], [ours, *MAIN], runs)
        archive = pair([ours, "model", str(real), "--no-weights"], [ours, *MAIN], runs)
        size = pair([ours, "model", large, "--no-weights"], [ours, "model", small, "--no-weights"], runs)
        tensors = pair([ours, "model", str(real)], [ours, *MAIN], runs)
        headers = pair([ours, "model", large], [ours, "model", small], runs)
        keras = pair([ours, "model", str(real)], [python, "-c", load], min(runs, 5))
        long = pair([ours, "model", whole], [ours, "model", half], min(runs, 5))
    return [
        Figure("a model as a line of text / the main command", line[0] / line[1], 1.5, "x"),
        Figure("a model as JSON / the main command", config[0] / config[1], 1.5, "x"),
        Figure("a .keras file by its configuration / the main command", archive[0] / archive[1], 1.5, "x"),
        Figure("by its configuration: weights of 256 MB / of 256 kB", size[0] / size[1], 1.1, "x"),
        Figure("a .keras file with its tensors compared / the main command", tensors[0] / tensors[1], 3.5, "x"),
        Figure("with its tensors: weights of 256 MB / of 256 kB", headers[0] / headers[1], 1.1, "x"),
        Figure("a .keras file, times faster than load_model and count_params", keras[1] / keras[0], 10, "x", keras[:2]),
        Figure("a model of 10,000 layers", long[0], 2, "s"),
        Figure("10,000 layers / 5,000", long[0] / long[1], 2.2, "x"),
        Figure("peak memory of a model of 10,000 layers", long[2], 200, "MiB"),
    ]


def many(runs: int) -> list[Figure]:
    """Folders of small models, a third of them .keras, .h5 and .json: time and memory for each file."""
    python = sys.executable
    ours = [str(Path(python).with_name("paramcalc")), "model", "--include", "*.*"]
    count = 2000
    with tempfile.TemporaryDirectory() as folder:
        for name, files in (("whole", count), ("tenth", count // 10), ("few", 3)):
            maker = str(HERE.parent / "model_folder.py")
            subprocess.run([python, maker, f"{folder}/{name}", str(files)], check=True, stdout=subprocess.DEVNULL)
        results = [
            (
                process([*ours, f"{folder}/few"]),
                process([*ours, f"{folder}/tenth"]),
                process([*ours, f"{folder}/whole"]),
            )
            for _ in range(min(runs, 5))
        ]
        loop = [python, "-c", "for _ in range(10**7): pass"]
        alone = process(loop)[0]
        started = time.perf_counter()
        for loops in [subprocess.Popen(loop) for _ in range(2)]:
            loops.wait()
        print(f"        two loops at once do {2 * alone / (time.perf_counter() - started):.2f} times the work of one")
        one, two, _ = pair([*ours, f"{folder}/whole"], [*ours, f"{folder}/whole", "--jobs", "2"], min(runs, 5))
    seconds = statistics.median(whole[2] - few[2] for few, _, whole in results)
    memory = statistics.median(whole[1] / tenth[1] for _, tenth, whole in results)
    return [
        Figure(f"processor time of each of {count:,} small files past the start", seconds / count * 1000, 4, "ms"),
        Figure("two processes, times faster than one", one / two, 1.6, "x"),
        Figure(f"peak memory of {count:,} files / of {count // 10}", memory, 1.1, "x"),
    ]


def questions(runs: int) -> list[Figure]:
    """The reverse questions: the start of `solve`, and the search for all layers with a number."""
    ours = str(Path(sys.executable).with_name("paramcalc"))
    solve, main, _ = pair([ours, "solve", "gru", "--input", "28", "--params", "50000"], [ours, *MAIN], runs)
    numbers = range(6000, 7000)
    one = min(timeit.repeat(lambda: paramcalc.identify(10**15), number=1, repeat=5))
    many = min(timeit.repeat(lambda: paramcalc.identify(numbers), number=1, repeat=3))
    large = min(timeit.repeat(lambda: paramcalc.solve("gru", input=28, params=10**999), number=1, repeat=5))
    return [
        Figure("solve / the main command", solve / main, 1.1, "x"),
        Figure("identify 10^15, warm", one, 0.3, "s"),
        Figure("identify 1,000 numbers in one call", many, 10, "s"),
        Figure("solve for a limit of 1,000 digits", large, 0.1, "s"),
    ]


def engine() -> list[Figure]:
    import numpy as np

    sizes = iter(range(1, 10**9))
    number = 2000
    seconds = min(timeit.repeat(lambda: paramcalc.gru(units=next(sizes), input=28).total, number=number, repeat=5))
    formula = paramcalc.gru().formula
    units = np.arange(1, 1_000_001)
    swept = min(timeit.repeat(lambda: formula.at(units=units, input=units), number=3, repeat=5)) / 3
    return [
        Figure("deriving and counting one layer, warm", seconds / number * 1e6, 100, "us"),
        Figure("a polynomial on NumPy arrays", len(units) / swept, 20e6, "sizes/s"),
    ]


GROUPS: dict[str, Callable[[int], list[Figure]]] = {
    "Start": start_up,
    "Whole models": models,
    "Many files": many,
    "Comparisons": comparison,
    "Questions": questions,
    "Verification": verification,
    "In Python": lambda _: engine(),
}
"""What is measured, in this order: a child starts with its parent's peak memory, so whole processes come before this
process grows."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="counted runs of each command")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {FIGURES.name}")
    parser.add_argument("--group", choices=GROUPS, help="measure only this group; --write keeps the others")
    options = parser.parse_args()
    about = record.machine()
    compileall.compile_dir(str(Path(paramcalc.__file__).parent), quiet=1)
    wanted = [options.group] if options.group else list(GROUPS)
    groups = {name: GROUPS[name](options.runs) for name in wanted}
    figures = [figure for group in groups.values() for figure in group]
    print(*figures, sep="\n")
    if options.write:
        kept = json.loads(FIGURES.read_text(encoding="utf-8")) if options.group else {}
        FIGURES.write_text(
            json.dumps(record.merge(kept, record.record(groups, about)), indent=2) + "\n", encoding="utf-8"
        )
    return 0 if all(figure.held for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
