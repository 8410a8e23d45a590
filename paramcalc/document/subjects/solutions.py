"""The sizes that fit a budget: a row for each layer or model, and what one more would cost."""

from __future__ import annotations

from paramcalc.document.nodes import MISSING, Bytes, Code, Column, Content, Document, Items, Phrase, Row, Table
from paramcalc.document.subjects.differences import settings_of
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import joined, tr
from paramcalc.questions.solve import Question, Solution, Solutions, Unsolved

BEHIND = {"params": tr(" parameters"), "macs": tr(" multiply-adds")}
"""What is counted, behind a number."""

GOALS = {
    "at most": tr("{free} for at most {limit}{word}"),
    "at least": tr("{free} for at least {limit}{word}"),
    "nearest": tr("{free} nearest to {limit}{word}"),
}
"""What is asked for."""

NOTHING_FITS = {
    "at most": tr("{label}: no value of {free} fits; the smallest count is {count}{word}, at {free}={size}"),
    "at least": tr("{label}: no value of {free} fits; the largest count is {count}{word}, at {free}={size}"),
}
"""What is said where there is no answer."""


def build(solutions: Solutions) -> Document:
    """The document of a solved question."""
    question = solutions.question
    blocks: list[Table | Items] = []
    if solutions.solutions:
        blocks.append(_table(solutions.solutions, question))
    sentences = [
        *(_following(solution, question) for solution in solutions.solutions),
        *(_unsolved(unsolved, question) for unsolved in solutions.unsolved),
    ]
    return Document(_title(solutions), (*blocks, Items(tuple(sentences), indented=False)))


def _title(solutions: Solutions) -> Content:
    question = solutions.question
    free = [answer.free for answer in solutions.solutions] + [answer.free for answer in solutions.unsolved]
    values: dict[str, Content] = {"free": free[0], "limit": _amount(question.limit, question)}
    values["word"] = _measure(question)
    every = tr(", a multiple of {multiple_of:,}", multiple_of=question.multiple_of) if question.multiple_of > 1 else ""
    return Phrase(GOALS[question.goal] + every, values)


def _measure(question: Question) -> Content:
    """What is counted, behind the number; bytes say it themselves."""
    return BEHIND.get(question.measure, "")


def _amount(number: int, question: Question) -> Content:
    return Bytes(number) if question.measure == "bytes" else number


def _table(solutions: tuple[Solution, ...], question: Question) -> Table:
    free = solutions[0].free
    heads = [
        Column(tr("layer"), left=True),
        Column(free),
        Column(tr("parameters")),
        Column(tr("bytes")),
        Column(tr("macs")),
    ]
    if all(solution.counts.macs is None for solution in solutions):
        heads.pop()
    rows = []
    for solution in solutions:
        counts = (solution.counts.params, solution.counts.bytes, solution.counts.macs)
        cells: list[Content] = [MISSING if count is None else count for count in counts]
        rows.append(Row((label(solution), solution.size, *cells[: len(heads) - 2], solution.spare)))
    return Table((*heads, Column(tr("left over"))), rows)


def label(solution: Solution | Unsolved) -> str:
    """The layer with its other sizes and its settings, or the model's text."""
    answer = solution.answer if isinstance(solution, Solution) else solution.symbolic
    if not isinstance(answer, Breakdown):
        return solution.label
    sizes = [f"{name}={size:,}" for name, size in answer.sizes.items() if name != solution.free]
    return joined("", (f"{solution.label} (", joined(", ", [*sizes, *settings_of(answer.layer)]), ")"))


def _name(solution: Solution) -> Content:
    """The layer, or the model as code."""
    return solution.label if isinstance(solution.answer, Breakdown) else Code(solution.label)


def _following(solution: Solution, question: Question) -> Content:
    if solution.next_size is None or solution.next_counts is None:
        return Phrase(tr("{label}: {free} cannot be larger"), {"label": _name(solution), "free": solution.free})
    cost = getattr(solution.next_counts, question.measure)
    values: dict[str, Content] = {
        "label": _name(solution),
        "free": solution.free,
        "next": solution.next_size,
        "cost": _amount(cost, question),
        "more": cost - solution.measured,
        "word": _measure(question),
    }
    return Phrase(tr("{label}: {free}={next} would have {cost}{word}, {more} more"), values)


def _unsolved(unsolved: Unsolved, question: Question) -> Content:
    values: dict[str, Content] = {
        "label": label(unsolved),
        "free": unsolved.free,
        "size": unsolved.size,
        "count": _amount(unsolved.measured, question),
        "word": _measure(question),
    }
    return Phrase(NOTHING_FITS.get(question.goal, NOTHING_FITS["at most"]), values)
