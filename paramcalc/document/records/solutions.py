"""The records of a solved question."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import Records, counts, same
from paramcalc.layers.breakdown import Breakdown
from paramcalc.questions.solve import Answer, Solution, Solutions, Unsolved


def solutions(solutions: Solutions) -> Records:
    """The question, the sizes that were found, and the layers for which none fits."""
    question = solutions.question
    rows = [_solution(solution) for solution in solutions.solutions]
    unsolved = [_unsolved(unsolved) for unsolved in solutions.unsolved]
    document = {
        "measure": question.measure,
        "limit": question.limit,
        "goal": question.goal.replace(" ", "_"),
        "multiple_of": question.multiple_of,
        "solutions": rows,
        "unsolved": unsolved,
    }
    nothing = dict.fromkeys(("size", "total", "bytes", "macs", "spare", "next_total"))
    lines = [
        *({**row, "size": row["sizes"][row["free"]]} for row in rows),
        *({**row, **nothing} for row in unsolved),
    ]
    columns = ("label", "framework", "cell", "free", "size", "total", "bytes", "macs", "spare", "next_total")
    return Records(document, lines, same(*columns))


def _head(label: str, answer: Answer) -> dict[str, Any]:
    """The layer, or the model."""
    if isinstance(answer, Breakdown):
        layer = answer.layer
        return {"label": label, "framework": layer.framework, "cell": layer.name, "options": answer.options}
    return {"label": label, "framework": answer.framework, "cell": None, "options": {}}


def _solution(solution: Solution) -> dict[str, Any]:
    answer, following = solution.answer, solution.next_counts
    fixed = answer.sizes if isinstance(answer, Breakdown) else {}
    return {
        **_head(solution.label, answer),
        "free": solution.free,
        "sizes": {**fixed, solution.free: solution.size},
        **counts(total=solution.counts.params, bytes=solution.counts.bytes, macs=solution.counts.macs),
        "spare": solution.spare,
        "next_size": solution.next_size,
        **counts(
            next_total=following and following.params,
            next_bytes=following and following.bytes,
            next_macs=following and following.macs,
        ),
    }


def _unsolved(unsolved: Unsolved) -> dict[str, Any]:
    answer = unsolved.symbolic
    fixed = answer.sizes if isinstance(answer, Breakdown) else {}
    return {
        **_head(unsolved.label, answer),
        "free": unsolved.free,
        "sizes": {**fixed, unsolved.free: unsolved.size},
        "measured": unsolved.measured,
    }
