"""Mutation testing: puts small faults into files of the package, and lists those that no fast test notices.

    python tests/tools/mutation.py paramcalc/algebra/*.py --tests tests/unit/algebra tests/unit/equations

First the tests are run once on the files as they are, to learn which test runs which line and how long it takes. Then
each mutant (see mutants.py) is run in a process of its own, by the tests that run its line: first those of the file's
own test module, the fastest first, then the others; the first failure ends it. A mutant that survives needs an
assertion, or an entry in equivalent_mutants.json with the reason why no test can notice it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutants import Mutant, mutants, mutated

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.json")
MOST_SECONDS = 15
"""Of tests that are run for a mutant, the fastest first; its own test module is always run."""

MEMORY = 6 << 30
KILLED, SURVIVED, NOT_RUN, NAMED = "killed", "survived", "no test runs it", "equivalent"
AT_IMPORT = ""
"""The name under which the lines are noted that run before any test."""


class Baseline(NamedTuple):
    """What the tests do with the files as they are."""

    seconds: Mapping[str, float]
    """The time of each test that passes."""
    lines: Mapping[str, Mapping[int, Sequence[str]]]
    """The tests that run each line of each file; AT_IMPORT for a line that runs while the tests are imported."""

    def covering(self, path: str, lines: Iterable[int]) -> list[str]:
        """The tests that run one of these lines, those of the file's own test module first, the fastest first."""
        held = self.lines.get(path, {})
        names = {name for line in lines for name in held.get(line, ())}
        if AT_IMPORT in names:
            names = set(self.seconds)
        own = own_test_file(path)
        ordered = sorted(names & self.seconds.keys(), key=lambda name: self.seconds[name])
        spent = accumulate(self.seconds[name] for name in ordered)
        kept = [name for name, sum in zip(ordered, spent, strict=True) if sum < MOST_SECONDS or name.startswith(own)]
        return sorted(kept, key=lambda name: not name.startswith(own))


def own_test_file(path: str) -> str:
    """The test module of a module.

    >>> own_test_file("paramcalc/layers/breakdown.py")
    'tests/unit/layers/test_breakdown.py'
    """
    folder, _, name = path.removeprefix("paramcalc/").rpartition("/")
    name = folder.rpartition("/")[2] + ".py" if name == "__init__.py" else name
    return "/".join(filter(None, ("tests/unit", folder, f"test_{name}")))


class Tracer:
    """A pytest plugin that notes the lines of some files that each test runs, and how long the test takes."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.files = {str(ROOT / path): path for path in paths}
        self.lines: dict[str, dict[int, set[str]]] = {path: {} for path in paths}
        self.seconds: dict[str, float] = {}
        self.test = AT_IMPORT

    def trace(self, frame: Any, event: str, argument: Any) -> Any:
        """The trace function of every frame: those of other files are not followed."""
        path = self.files.get(frame.f_code.co_filename)
        if path is None:
            return None
        lines = self.lines[path]

        def line(frame: Any, event: str, argument: Any) -> Any:
            lines.setdefault(frame.f_lineno, set()).add(self.test)
            return line

        return line(frame, event, argument)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Note the lines of one test."""
        self.test = item.nodeid
        sys.settrace(self.trace)
        yield

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note the time of a test that passes."""
        if report.when == "call" and report.passed:
            self.seconds[report.nodeid] = report.duration

    def result(self) -> dict[str, Any]:
        """What was noted, as JSON."""
        lines = {path: {line: sorted(names) for line, names in held.items()} for path, held in self.lines.items()}
        return {"seconds": self.seconds, "lines": lines}


class Chosen:
    """A pytest plugin that runs only these tests, in this order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.ranks = {name: rank for rank, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave the others out."""
        items[:] = sorted((item for item in items if item.nodeid in self.ranks), key=lambda i: self.ranks[i.nodeid])


class MutantLoader(SourceFileLoader):
    """Imports a module with a fault, by a finder that comes before all others."""

    def __init__(self, path: Path, number: int) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        super().__init__(self.module, str(path))
        self.file, self.number = path, number

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The specification of the module with the fault; None for every other module."""
        return importlib.util.spec_from_loader(name, self) if name == self.module else None

    def get_code(self, fullname: str) -> Any:
        """The code with the fault."""
        return mutated(self.file, self.number)


def run_pytest(arguments: Iterable[str], plugin: object) -> int:
    """Run pytest quietly, and always in the same way."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    settings.load_profile("mutation")
    fixed = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    return int(pytest.main([*fixed, *arguments], plugins=[plugin]))


def in_child(action: Callable[[], int], seconds: float) -> int:
    """The exit code of an action in a forked process, quiet and bounded; -1 if it was ended."""
    process = os.fork()
    if not process:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = 3
        try:
            code = action()
        finally:
            os._exit(code)
    end = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return -1
        time.sleep(0.005)


def baseline(paths: Sequence[str], tests: Sequence[str], folder: str) -> Baseline:
    """Run the tests once on the files as they are."""
    result = Path(folder, "baseline.json")

    def action() -> int:
        tracer = Tracer(paths)
        sys.settrace(tracer.trace)
        code = run_pytest(["--basetemp", f"{folder}/tests", *tests], tracer)
        sys.settrace(None)
        result.write_text(json.dumps(tracer.result()))
        return code

    in_child(action, 3600)
    if not result.exists():
        raise SystemExit("the tests could not be run without a fault")
    noted = json.loads(result.read_text())
    lines = {path: {int(line): names for line, names in held.items()} for path, held in noted["lines"].items()}
    return Baseline(noted["seconds"], lines)


def outcome(path: str, mutant: Mutant, known: Baseline, folder: str, grace: float) -> str:
    """Whether a test notices a mutant; one that does not end within three times the time of its tests and `grace` is
    noticed, too.
    """
    names = known.covering(path, mutant.lines)
    own = [name for name in names if name.startswith(own_test_file(path))]
    for chosen in (own, names[len(own) :]):
        if not chosen:
            continue
        files = dict.fromkeys(name.partition("::")[0] for name in chosen)
        seconds = grace + 3 * sum(known.seconds[name] for name in chosen)

        def action(chosen: list[str] = chosen, files: Iterable[str] = files) -> int:
            sys.meta_path.insert(0, MutantLoader(ROOT / path, mutant.number))
            return run_pytest(
                ["-x", "--basetemp", f"{folder}/tests", *(str(ROOT / file) for file in files)], Chosen(chosen)
            )

        if in_child(action, seconds) not in (0, 5):
            return KILLED
    return SURVIVED if names else NOT_RUN


def equivalents() -> dict[str, dict[str, dict[str, str]]]:
    """The mutants that no test can notice, by file, line of the source and change, each with the reason."""
    return dict(json.loads(EQUIVALENT.read_text())) if EQUIVALENT.exists() else {}


def report(paths: Sequence[str], tests: Sequence[str], grace: float) -> dict[str, dict[str, list[str]]]:
    """The mutants of each file by outcome, printed as they are run."""
    named, results = equivalents(), {}
    with tempfile.TemporaryDirectory() as folder:
        known = baseline(paths, tests, folder)
        print(f"{len(known.seconds)} tests pass without a fault", flush=True)
        for path in paths:
            held: dict[str, list[str]] = {KILLED: [], SURVIVED: [], NOT_RUN: [], NAMED: []}
            text = (ROOT / path).read_text(encoding="utf-8")
            for mutant in mutants(text):
                source = text.splitlines()[mutant.line - 1].strip()
                is_named = mutant.change in named.get(path, {}).get(source, {})
                kind = outcome(path, mutant, known, folder, grace)
                kind = NAMED if is_named and kind != KILLED else kind
                held[kind].append(mutant.change)
                if kind in (SURVIVED, NOT_RUN):
                    print(f"{path}:{mutant.line}: {kind}: {mutant.change}", flush=True)
            print(f"{path}: " + ", ".join(f"{len(changes)} {kind}" for kind, changes in held.items()), flush=True)
            results[path] = held
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 if a mutant survives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="files of the package")
    parser.add_argument("--tests", nargs="+", default=["tests/unit"], help="the tests that may notice (tests/unit)")
    parser.add_argument("--grace", type=float, default=20, help="seconds until a mutant that hangs is ended (20)")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.update(OPENBLAS_NUM_THREADS="1", PYTHONPATH=str(ROOT), PYTEST_ADDOPTS="")
    for library in ("hypothesis", "jsonschema", "numpy", "sympy"):
        importlib.import_module(library)
    paths = [str(Path(file).resolve().relative_to(ROOT)) for file in given.files]
    results = report(paths, [str(ROOT / name) for name in given.tests], given.grace)
    total = {kind: sum(len(held[kind]) for held in results.values()) for kind in (KILLED, SURVIVED, NOT_RUN, NAMED)}
    print("all: " + ", ".join(f"{number} {kind}" for kind, number in total.items()))
    return int(bool(total[SURVIVED] + total[NOT_RUN]))


if __name__ == "__main__":
    raise SystemExit(main())
