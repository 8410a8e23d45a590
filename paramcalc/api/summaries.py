"""Printed summaries in Python: every row with the settings that explain its number."""

from __future__ import annotations

from os import PathLike, fspath
from typing import ClassVar

from paramcalc.api.shown import Shown
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr
from paramcalc.questions.summary import Summaries, explain_summaries
from paramcalc.readers.summaries import read_summaries, read_summary_file


class SummariesResult(Shown, Summaries):
    """The rows of printed summaries; `print(s)`, `s.to("json")`."""

    subject: ClassVar[str] = "summaries"


def identify_summary(text: str | PathLike[str]) -> SummariesResult:
    r"""Every row of the summaries in a text, or in the file of a path: the settings that give its number, or none.

    The text can be what `model.summary()`, torchinfo or torchsummary printed, a notebook, a Markdown or HTML page. A
    path is given as a `pathlib.Path`.

    >>> text = "Layer (type)        Output Shape        Param #\ngru (GRU)           (None, 75)          23400"
    >>> answer = identify_summary(text)
    >>> answer.status, answer.answers[0].rows[0].matches[0].config["units"]
    ('explained', 75)

    Raises UsageError for a text without a summary.
    """
    if isinstance(text, PathLike):
        path = str(fspath(text))
        return SummariesResult(*explain_summaries(path, read_summary_file(path)))
    if not isinstance(text, str):
        raise UsageError(tr("a summary is a text or a path, got {text}", text=shown(text)))
    summaries = read_summaries(text)
    if not summaries:
        raise UsageError(tr("the text has no printed summary of a model"))
    return SummariesResult(*explain_summaries(tr("the text"), summaries))
