"""From a budget to a size: the best value of one free size for a limit on parameters, bytes or multiply-adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.errors import UsageError, unknown
from paramcalc.layers.breakdown import DTYPES, Breakdown
from paramcalc.phrases import labelled, tr
from paramcalc.questions.roots import Coefficients, Stretch, coefficients, crossing, signs, stretches, value

if TYPE_CHECKING:
    from paramcalc.models.breakdown import Model

MEASURES = ("params", "bytes", "macs")
"""What can be limited."""

GOALS = ("at most", "at least", "nearest")
"""How the limit is meant: the largest size within it, the smallest that reaches it, the one that comes closest."""

INDEPENDENT = tr("{label}: the number of {measure} does not depend on {free}")

NO_MULTIPLE = tr("{label}: {free} can be at most {most}, no multiple of {every}")

NEVER_EXCEEDED = tr("{label}: however large {free} is, the limit is not exceeded for long")


class Question(NamedTuple):
    """A limit, and how it is meant."""

    limit: int
    measure: str = "params"
    """One of MEASURES."""
    goal: str = "at most"
    """One of GOALS."""
    multiple_of: int = 1
    """The size must be a multiple of this."""


Answer: TypeAlias = "Breakdown | Model"


class Subject(NamedTuple):
    """A layer or a model with one free size."""

    label: str
    symbolic: Answer
    """With the size free."""
    free: str
    at: Callable[[int], Answer]
    """The same with a number for the free size."""
    least: int = 1
    """The smallest number that the size can be."""
    most: int | None = None
    """The largest number that the size can be; None for any."""
    dtype: str = ""
    """The data type of the bytes; empty for the layer's or the model's own."""


class Measures(NamedTuple):
    """The three counts of a layer or model that can be limited; `macs` is None where they are unknown."""

    params: Size
    bytes: Size
    macs: Size | None


def measures(answer: Answer, dtype: str = "") -> Measures:
    """The counts of a layer or model, its bytes in a data type, or in its own."""
    return Measures(answer.total, answer.total * DTYPES[dtype] if dtype else answer.bytes, answer.macs)


class Solution(NamedTuple):
    """The size that was found for one layer or model."""

    label: str
    free: str
    size: int
    answer: Answer
    """The layer or model at this size."""
    counts: Measures
    measured: int
    """What is limited, at this size."""
    spare: int
    """The limit minus that; below 0 where the limit is exceeded."""
    next_size: int | None
    """The next larger size; None if there is none."""
    next_counts: Measures | None


class Unsolved(NamedTuple):
    """A layer or model for which no size fits."""

    label: str
    free: str
    symbolic: Answer
    size: int
    """The size that comes closest."""
    measured: int
    """What is limited, at that size: the smallest there is, or the largest for a limit from below."""


class Solutions(NamedTuple):
    """The answer to a question for several layers or models."""

    question: Question
    solutions: tuple[Solution, ...]
    unsolved: tuple[Unsolved, ...]


def solve(question: Question, subjects: Iterable[Subject]) -> Solutions:
    """The best size of each layer or model.

    Raises UsageError where no size is the best: the count does not depend on it, or stays within the limit for ever.
    """
    _check(question)
    answers = [_solve(question, subject) for subject in subjects]
    solved = tuple(answer for answer in answers if isinstance(answer, Solution))
    return Solutions(question, solved, tuple(answer for answer in answers if isinstance(answer, Unsolved)))


def _check(question: Question) -> None:
    if question.measure not in MEASURES:
        raise unknown(tr("measure"), question.measure, MEASURES)
    if question.goal not in GOALS:
        raise unknown(tr("goal"), question.goal, GOALS)
    whole_number(tr("the limit"), question.limit, least=1)
    whole_number("multiple_of", question.multiple_of, least=1)


def free_size(answer: Breakdown, free: str | None = None) -> str:
    """The only free size of a layer. Raises UsageError, naming them, if there are none or several."""
    names = answer.free
    if free is not None:
        if free not in answer.layer.sizes:
            raise unknown(tr("size of {name}", name=answer.layer.name), free, answer.layer.sizes)
        if free in answer.sizes:
            raise UsageError(tr("{free} is given, so that it cannot be solved for", free=free))
    if len(names) == 1:
        return names[0]
    if not names:
        raise UsageError(
            tr("all sizes of {name} are given: {sizes}", name=answer.layer.name, sizes=", ".join(answer.sizes)),
            tip=tr("leave out the one to solve for"),
        )
    raise UsageError(
        tr("{name} has {count} free sizes: {names}", name=answer.layer.name, count=len(names), names=", ".join(names)),
        tip=tr("give all but the one to solve for"),
    )


def layer_subject(label: str, symbolic: Breakdown, free: str | None = None) -> Subject:
    """A layer with one free size as a subject."""
    name = free_size(symbolic, free)

    def at(size: int) -> Breakdown:
        return Breakdown(symbolic.layer, {**symbolic.sizes, name: size}, symbolic.dtype)

    least, most = 1, None
    for small, large in symbolic.layer.entry.smaller_than.items():
        if name == large and small in symbolic.sizes:
            least = symbolic.sizes[small] + 1
        if name == small and large in symbolic.sizes:
            most = symbolic.sizes[large] - 1
    return Subject(label, symbolic, name, at, least, most)


def model_subject(label: str, symbolic: Model, at: Callable[[int], Model], dtype: str = "") -> Subject:
    """A model with one free size as a subject; `at` reads it with a number for the size.

    Raises UsageError, naming them, unless exactly one size is free.
    """
    names = sorted(symbolic.spec.symbols | polynomial(symbolic.total).symbols)
    if len(names) != 1:
        message = tr("the model has {count} free sizes", count=len(names))
        if names:
            message = labelled(message, ", ".join(names))
        raise UsageError(
            tr("{message}; exactly one is needed", message=message),
            tip=tr("for example Input((28, 28)) > GRU(u) > Dense(10)"),
        )
    shapes = [shape for layer in symbolic.layers for shape in layer.outputs if shape is not None]
    lengths = [polynomial(length) for shape in shapes for length in shape]
    least, most = valid_range([length for length in lengths if length.symbols == {names[0]}], names[0])
    return Subject(label, symbolic, names[0], at, least, most, dtype)


def valid_range(lengths: Iterable[Polynomial], name: str) -> tuple[int, int | None]:
    """The first range of whole numbers in which every length is at least 1.

    >>> valid_range([Polynomial.symbol("n") - 2], "n")
    (3, None)
    """
    least, most = 1, None
    for length in dict.fromkeys(lengths):
        # An odd number is never 0, so that one range has all the numbers at which the length is at least 1.
        for low, high, sign in signs(coefficients(2 * length - 1, name), least, most):
            if sign > 0:
                least, most = low, high
                break
        else:
            raise UsageError(tr("no value of {name} gives every layer an output", name=name))
    return least, most


def _solve(question: Question, subject: Subject) -> Solution | Unsolved:
    count, every = _count_of(question, subject), question.multiple_of
    scaled = tuple(factor * every**power for power, factor in enumerate(coefficients(count, subject.free)))
    first, last = _multiples(subject, every)
    parts = stretches(scaled, first, last)
    best = _best(scaled, parts, question)
    if best is None:
        end = _extreme(scaled, parts, question)
        return Unsolved(subject.label, subject.free, subject.symbolic, end * every, value(scaled, end))
    if best == ENDLESS:
        tip = tr("give a limit that is reached, or ask for the size that comes nearest to it")
        raise UsageError(NEVER_EXCEEDED.format(label=subject.label, free=subject.free), tip=tip)
    size, measured = best * every, value(scaled, best)
    answer, following = subject.at(size), size + every
    exists = subject.most is None or following <= subject.most
    return Solution(
        label=subject.label,
        free=subject.free,
        size=size,
        answer=answer,
        counts=measures(answer, subject.dtype),
        measured=measured,
        spare=question.limit - measured,
        next_size=following if exists else None,
        next_counts=measures(subject.at(following), subject.dtype) if exists else None,
    )


def _count_of(question: Question, subject: Subject) -> Polynomial:
    """What is limited, in the free size. Raises UsageError unless it depends on that size, and on no other one."""
    label, free = subject.label, subject.free
    measured = getattr(measures(subject.symbolic, subject.dtype), question.measure)
    if measured is None:
        raise UsageError(tr("{label}: the multiply-adds of a layer are unknown", label=label))
    count = polynomial(measured)
    if count.symbols - {free}:
        raise UsageError(
            tr("{label}: several sizes are free: {symbols}", label=label, symbols=", ".join(sorted(count.symbols))),
            tip=tr("give all but the one to solve for"),
        )
    if free not in count.symbols:
        raise UsageError(INDEPENDENT.format(label=label, measure=question.measure, free=free))
    return count


def _multiples(subject: Subject, every: int) -> tuple[int, int | None]:
    """The first and the last multiple that the free size can be. Raises UsageError if there is none."""
    first, last = -(-subject.least // every), None if subject.most is None else subject.most // every
    if last is not None and last < first:
        raise UsageError(NO_MULTIPLE.format(label=subject.label, free=subject.free, most=subject.most, every=every))
    return first, last


ENDLESS = -1
"""Instead of a size: there is no largest one."""


def _best(poly: Coefficients, parts: Sequence[Stretch], question: Question) -> int | None:
    """The best number; None if none fits, ENDLESS if all from some number on fit."""
    limit = question.limit
    if question.goal == "at most":
        if parts[-1].last is None and poly[-1] < 0:
            return ENDLESS
        fits = [at for part in parts for at in (*_ends(part), crossing(poly, part, limit)[0])]
        return max((at for at in fits if at is not None and value(poly, at) <= limit), default=None)
    if question.goal == "at least":
        fits = [at for part in parts for at in (*_ends(part), crossing(poly, part, limit - 1)[1])]
        return min((at for at in fits if at is not None and value(poly, at) >= limit), default=None)
    near = {at for part in parts for at in (*_ends(part), *crossing(poly, part, limit)) if at is not None}
    best = min(near, key=lambda at: (abs(value(poly, at) - limit), at))
    # Neighbours can have one value, as 2 and 3 in 5k - k²; a polynomial has as many of them as its degree at most.
    while best > parts[0].first and value(poly, best - 1) == value(poly, best):
        best -= 1
    return best


def _ends(part: Stretch) -> tuple[int | None, int | None]:
    return part.first, part.last


def _extreme(poly: Coefficients, parts: Sequence[Stretch], question: Question) -> int:
    """The number whose value is the smallest, or the largest for a limit from below."""
    sign = -1 if question.goal == "at least" else 1
    ends = {at for part in parts for at in _ends(part) if at is not None}
    return min(ends, key=lambda at: (sign * value(poly, at), at))
