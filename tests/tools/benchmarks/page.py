"""The page of the benchmarks, made from the figures that `run.py --write` kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

FIGURES = Path(__file__).with_name("figures.json")

INTRO = """\
# Benchmarks

paramcalc promises to be fast, and each promise is a bound that a program measures. Two programs are compared by running
them in turn, A B A B …, and taking the medians, so that a slow or busy machine slows down both.

"""

BARS = "A bar shows the share of its bound that a figure uses. A full bar is at the bound."

AGAINST_KERAS = {
    "the main command, times faster than Keras": (
        "`paramcalc gru --units 75 --input 28`",
        "Keras: import it, build `GRU(75)`, ask for `count_params()`",
    ),
    "a .keras file, times faster than load_model and count_params": (
        "`paramcalc model` of a `.keras` file, its tensors compared",
        "Keras: import it, `load_model`, ask for `count_params()`",
    ),
}
"""The comparisons whose seconds are shown, with the names of both programs."""

MEANINGS = {
    "the main command / the smallest typer and rich table": "The answer costs little more than any program that reads "
    "two options with typer and prints a table with rich.",
    "peak memory of the main command": "The whole process, with the Python interpreter.",
    "--format json / the smallest typer parser": "Output for programs does not even import rich.",
    "--format text / the smallest typer parser": "The same for plain text, as in a pipe.",
    "import paramcalc above a bare interpreter": "A script or a notebook hardly notices the import.",
    "the main command in Chinese beyond English": "The catalogue of translations is read, and the answer translated.",
    "the module of translatable texts, in English": "In English no catalogue is read.",
    "the main command, times faster than Keras": "Building the layer in Keras takes this many times as long.",
    "a model as a line of text / the main command": "A whole model costs little more than one layer.",
    "a model as JSON / the main command": "The same for a configuration in a file.",
    "a .keras file by its configuration / the main command": "The same for an archive, with `--no-weights`.",
    "by its configuration: weights of 256 MB / of 256 kB": "The weights are not read, however large they are.",
    "a .keras file with its tensors compared / the main command": "h5py is imported for this.",
    "with its tensors: weights of 256 MB / of 256 kB": "Only the shapes of the tensors are read, not their numbers.",
    "a .keras file, times faster than load_model and count_params": "Loading the model in Keras takes this many times "
    "as long.",
    "a model of 10,000 layers": "The largest model that anyone is likely to have.",
    "10,000 layers / 5,000": "Twice the layers take twice the time, not four times.",
    "peak memory of a model of 10,000 layers": "The whole process.",
    "processor time of each of 2,000 small files past the start": "A folder of models takes milliseconds a file.",
    "two processes, times faster than one": "`--jobs 2` nearly halves the time on two free cores.",
    "peak memory of 2,000 files / of 200": "Memory does not grow with the number of files.",
    "compare over 10,000 sizes beyond one": "A sweep evaluates polynomials and builds no layer for each size.",
    "solve / the main command": "A question from the other side costs no more than a count.",
    "identify 10^15, warm": "All layers of all frameworks are searched for this number.",
    "identify 1,000 numbers in one call": "The layers are derived only once.",
    "solve for a limit of 1,000 digits": "The search halves, so the size of the limit hardly matters.",
    "the whole verify suite / import keras": "All layers of the suite are built and run in little more than the import "
    "takes.",
    "counts and tensors of 1,000 random layers": "Layers of any size are built without memory for their weights.",
    "slowest / fastest units from 1 to 1,000,000": "The size of a layer does not matter.",
    "memory that 1,000 layers leave behind": "Nothing is kept.",
    "LSTM(1,000,000) on 1,000,000 inputs beyond the import": "8 trillion parameters.",
    "deriving and counting one layer, warm": "From the equations to the total.",
    "a polynomial on NumPy arrays": "A formula takes arrays of sizes, and refuses to overflow.",
}
"""What each bound means for who uses paramcalc."""

UNITS = {"x": "×", "us": "µs", "MiB": "MiB", "ms": "ms", "s": "s"}


def benchmarks_page() -> str:
    """docs/benchmarks.md."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8"))
    figures = [figure for group in kept["groups"].values() for figure in group]
    missed = sum(not figure["held"] for figure in figures)
    verdict = f"All {len(figures)} bounds hold." if not missed else f"{missed} of {len(figures)} bounds were missed."
    parts = [INTRO + about(kept, verdict), "## Beside Keras\n", against_keras(figures)]
    for name, group in kept["groups"].items():
        parts += [f"## {name}\n", bounds(group)]
    return "\n".join(parts)


def about(kept: dict[str, Any], verdict: str) -> str:
    """When, where and how the figures were measured."""
    machine = kept["machine"]
    day = date.fromisoformat(kept["date"])
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    measured = (
        f"Measured on {day.day} {day:%B %Y} with `{kept['command']}` on {machine['cores']} cores of "
        f"{machine['processor']}, {machine['memory']} of memory, {machine['system']}, {versions}. {verdict}"
    )
    if machine["load"] > machine["cores"]:
        measured += (
            f" The machine was busy with other programs (load average {machine['load']}), so times in seconds are "
            "longer than on an idle one."
        )
    return f"{fill(measured, 120)}\n\n{BARS}\n"


def against_keras(figures: list[dict[str, Any]]) -> str:
    """The seconds of paramcalc and of Keras, with bars of one scale."""
    rows = []
    compared = [figure for figure in figures if figure["what"] in AGAINST_KERAS]
    longest = max((max(figure["seconds"]) for figure in compared), default=0)
    for figure in compared:
        for name, seconds in zip(AGAINST_KERAS[figure["what"]], figure["seconds"], strict=True):
            rows.append(f"| {name} | {number(seconds)} s | {bar(seconds / longest)} |")
    return "\n".join(["| program | time | |", "| :--- | ---: | :--- |", *rows]) + "\n"


def bounds(group: list[dict[str, Any]]) -> str:
    """The figures of a group, each with its bound and what it means."""
    lines = ["| what | measured | bound | share of the bound |", "| :--- | ---: | ---: | :--- |"]
    for figure in group:
        unit = UNITS.get(figure["unit"], figure["unit"])
        gap = "" if unit == "×" else " "
        value, bound = figure["value"], figure["bound"]
        used = bound / value if figure["at_least"] else max(value, 0) / bound
        limit = f"{'≥' if figure['at_least'] else '≤'} {number(bound)}{gap}{unit}"
        what = f"**{figure['what']}**<br>{MEANINGS[figure['what']]}"
        lines.append(f"| {what} | {number(value)}{gap}{unit} | {limit} | {bar(used, f'{used:.0%}')} |")
    return "\n".join(lines) + "\n"


def bar(share: float, label: str = "") -> str:
    """A bar of HTML and its label; without the styles of the site, only the label is left."""
    late = " late" if share > 1 else ""
    width = f"{min(share, 1):.0%}"
    drawn = f'<span class="bar{late}"><span style="width: {width}"></span></span>'
    return f'{drawn} <span class="share">{label}</span>' if label else drawn


def number(value: float) -> str:
    """A number with three digits that matter, and commas between the thousands."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
