"""The rows of a printed summary: explained by settings, contradicted, or open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes import aliases, layer_classes
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.inference import Inference
from paramcalc.models.printed import PrintedRow, PrintedSummary
from paramcalc.models.result import total
from paramcalc.models.spec import LayerSpec, ModelSpec
from paramcalc.questions.candidates import Candidates, Seen, input_of
from paramcalc.questions.inputs import Inputs, with_inputs
from paramcalc.questions.settings import CELLS, KERAS
from paramcalc.questions.torch_settings import PYTORCH

NOTHING: Mapping[str, int] = MappingProxyType({})

CLASSES: Mapping[str, Mapping[str, Candidates]] = {"keras": KERAS, "pytorch": PYTORCH}
"""The candidates of every framework whose summaries are read."""

SAME = {"padding": "same"}
"""Added to a convolution, so that any kernel fits on any input: no count depends on it."""

STATUSES = ("explained", "contradicted", "open")
"""Settings give the number; no settings give it; or the class, or an input, is not known."""


class Settings(NamedTuple):
    """Settings that give a row's number."""

    kind: str
    config: Mapping[str, Any]
    """As in the layer's constructor; a layer inside is a `LayerSpec`."""
    input: int | None
    """The features that it reads, where they are known or follow."""
    is_default: bool
    """Whether the class has these settings if nothing else is said."""


class RowAnswer(NamedTuple):
    """A row, and what its number means."""

    row: PrintedRow
    status: str
    matches: tuple[Settings, ...] = ()
    default: int | None = None
    """The number that today's default settings would give, where it is another."""


class SummaryAnswer(NamedTuple):
    """A summary, row by row."""

    summary: PrintedSummary
    rows: tuple[RowAnswer, ...]
    sum: int
    """The rows of the model itself, added up."""
    totals_agree: bool
    """Whether the printed totals add up: trainable, not trainable and optimizer to the total."""

    @property
    def status(self) -> str:
        """Contradicted if a row or the totals are; explained if all rows with parameters are; else open."""
        if not self.totals_agree or any(answer.status == "contradicted" for answer in self.rows):
            return "contradicted"
        counted = [answer for answer in self.rows if answer.row.params]
        return "open" if any(answer.status == "open" for answer in counted) or not counted else "explained"


def explain_summary(summary: PrintedSummary, models: Mapping[str, int] = NOTHING) -> SummaryAnswer:
    """Every row of a summary, from its class, its output, and what it reads.

    `models` has the totals of other models by name, which a row may hold.
    """
    framework = "keras" if summary.style == "keras" else "pytorch"
    answers = []
    for position, (row, inputs, is_container) in enumerate(with_inputs(summary)):
        if is_container:
            answers.append(_container(row, summary.rows[position + 1 :]))
        elif row.params and models.get(row.name) == row.params:
            answers.append(RowAnswer(row, "explained", (Settings(row.kind, {}, None, True),)))
        else:
            answers.append(_explain(summary.style, framework, row, inputs))
    answers = list(_with_the_total(summary, answers))
    own = [row.params or 0 for row in summary.rows if row.depth == 0 or summary.style != "keras"]
    return SummaryAnswer(summary, tuple(answers), sum(own), _totals_agree(summary.totals))


MODELS = ("Sequential", "Functional", "Model")
"""The classes of models, which a row can hold as a layer."""


def _with_the_total(summary: PrintedSummary, answers: Sequence[RowAnswer]) -> Iterator[RowAnswer]:
    """The answers, with what the printed total says about a single open row.

    Shared layers and weights outside layers change a sum by whole layers: a sum that is wrong by less than any row has
    is a wrong number.
    """
    counted = [answer for answer in answers if answer.row.depth == 0 and answer.row.params]
    unclear = [answer for answer in counted if answer.status != "explained"]
    total, optimizer = summary.totals.get("total"), summary.totals.get("optimizer", 0)
    if summary.style != "keras" or total is None or len(unclear) != 1 or unclear[0].status != "open":
        yield from answers
        return
    params = [answer.row.params or 0 for answer in counted]
    off = abs(sum(params) + optimizer - total)
    for answer in answers:
        if answer is unclear[0] and not off and answer.row.kind in MODELS:
            yield answer._replace(status="explained", matches=(Settings(answer.row.kind, {}, None, True),))
        elif answer is unclear[0] and 0 < off < min(params):
            yield answer._replace(status="contradicted")
        else:
            yield answer


def _container(row: PrintedRow, below: Sequence[PrintedRow]) -> RowAnswer:
    """A row whose layers are listed below it: explained if their numbers add up to its own."""
    inside = list(takewhile(lambda other: other.depth > row.depth, below))
    direct = min(other.depth for other in inside)
    added = sum(other.params or 0 for other in inside if other.depth == direct)
    if row.params is not None and added == row.params:
        return RowAnswer(row, "explained", (Settings(row.kind, {}, None, True),))
    return RowAnswer(row, "open")


def _totals_agree(totals: Mapping[str, int]) -> bool:
    if not {"total", "trainable", "non_trainable"} <= totals.keys():
        return True
    return totals["total"] == totals["trainable"] + totals["non_trainable"] + totals.get("optimizer", 0)


def _explain(style: str, framework: str, row: PrintedRow, inputs: Inputs) -> RowAnswer:
    """The answer for one row that holds no others."""
    if row.params is None or row.is_repeated:
        return RowAnswer(row, "open")
    kinds = _kinds(framework, row)
    if not kinds:
        return RowAnswer(row, "open")
    answers = [_of_class(style, framework, kind, row, inputs) for kind in kinds]
    explained = [answer for answer in answers if answer.status == "explained"]
    if explained:
        return explained[0]
    is_wrong = all(answer.status == "contradicted" for answer in answers)
    return answers[0] if is_wrong else RowAnswer(row, "open")


def _kinds(framework: str, row: PrintedRow) -> list[str]:
    """The classes that a row can mean: several if the column cuts it."""
    known = {**aliases(framework), "InputLayer": "InputLayer"} if framework == "keras" else aliases(framework)
    if not row.is_cut:
        return [known[row.kind]] if row.kind in known else []
    return sorted({kind for name, kind in known.items() if row.kind and name.startswith(row.kind)})


def _of_class(style: str, framework: str, kind: str, row: PrintedRow, inputs: Inputs) -> RowAnswer:
    params = row.params or 0
    entry = layer_classes(framework).get(kind)
    if entry is None or not (entry.weights or entry.cell or entry.composite):
        return RowAnswer(
            row, "contradicted" if params else "explained", () if params else (Settings(kind, {}, None, True),)
        )
    output = row.outputs[0] if row.outputs else None
    if output is None or (style == "torchsummary" and entry.cell):
        return RowAnswer(row, "open")
    candidates = CLASSES[framework].get(kind)
    seen = Seen(output, inputs.shape, params)
    answer = _search(framework, kind, row, seen, candidates)
    if answer.status != "explained" and not inputs.is_certain and inputs.shape is not None:
        answer = _search(framework, kind, row, seen._replace(input=None), candidates)
    return answer


def _search(framework: str, kind: str, row: PrintedRow, seen: Seen, candidates: Candidates | None) -> RowAnswer:
    """The settings of a class that give the number."""
    is_recurrent = framework == "keras" and (kind in CELLS or kind == "Bidirectional")
    shape = input_of(kind, seen, candidates, is_recurrent)
    configs = candidates.configs(seen) if candidates else iter([{}])
    tried, failed, default, matches = 0, 0, None, []
    for number, config in enumerate(configs):
        count = count_of(framework, kind, {**config, **SAME} if _has_padding(kind) else config, shape)
        if count is None:
            failed += 1
            continue
        tried += 1
        if number == 0 and isinstance(count, int):
            default = count
        solved = _solved(count, seen.params)
        if solved is not None:
            features = solved or (seen.input[-1] if seen.input else None)
            matches.append(Settings(kind, config, features or None, number == 0))
    if matches:
        other = None if matches[0].is_default or default == seen.params else default
        return RowAnswer(row, "explained", tuple(matches), other)
    if candidates is None or not candidates.all_known or failed or _is_vague(kind, seen, candidates):
        return RowAnswer(row, "open")
    return RowAnswer(row, "contradicted", (), default)


def _has_padding(kind: str) -> bool:
    return "Conv" in kind and "Transpose" not in kind


def _is_vague(kind: str, seen: Seen, candidates: Candidates) -> bool:
    """Whether the shapes tell too little: the output's features are unknown, or the input has another rank."""
    if seen.features is None or (kind == "Bidirectional" and len(seen.output) > 3):
        return True
    needs_input = kind.startswith(("Separable", "ConvLSTM"))
    if "onv" in kind and seen.channels(False) is None and seen.channels(True) is None:
        return True
    return needs_input and (seen.input is None or (None in (seen.input[-1], seen.input[1]) and seen.input[-1] is None))


def _solved(count: Size, params: int) -> int | None:
    """0 if a count is the number, the free input that makes it so, or None."""
    if not isinstance(count, Polynomial):
        return 0 if count == params else None
    factors = {len(monomial): factor for monomial, factor in count.terms}
    if count.symbols != {"input"} or max(factors) > 1:
        return None
    size, rest = divmod(params - factors.get(0, 0), factors[1])
    return size if not rest and size >= 1 else None


def count_of(framework: str, kind: str, config: Mapping[str, Any], shape: tuple[Any, ...]) -> Size | None:
    """The parameters of a layer with these settings on this input; None if it cannot be built."""
    spec = LayerSpec(kind, "layer", dict(config))
    model = ModelSpec(spec, framework, FRAMEWORKS[framework].default_version, "")
    try:
        result = Inference(model).run(spec, (shape,), False)
    except UsageError:
        return None
    return None if result.unknown else total(result.weights)


class Summaries(NamedTuple):
    """The answers for all summaries of one text."""

    origin: str
    answers: tuple[SummaryAnswer, ...]

    @property
    def status(self) -> str:
        """Contradicted if one summary is; explained if all are; else open."""
        statuses = [answer.status for answer in self.answers]
        if "contradicted" in statuses:
            return "contradicted"
        return "explained" if set(statuses) == {"explained"} else "open"


def explain_summaries(origin: str, summaries: Iterable[PrintedSummary]) -> Summaries:
    """The answers for several summaries; a row can be another one's whole model."""
    summaries = tuple(summaries)
    models = {summary.title: summary.totals["total"] for summary in summaries if "total" in summary.totals}
    return Summaries(origin, tuple(explain_summary(summary, models) for summary in summaries))
