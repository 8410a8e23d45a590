"""Printed summaries of models: tables of Keras, torchinfo and torchsummary, found anywhere in a text."""

from __future__ import annotations

from paramcalc.errors import UsageError
from paramcalc.models.printed import PrintedSummary
from paramcalc.phrases import tr
from paramcalc.readers.streams import opened, read_bounded
from paramcalc.readers.summaries.pages import texts
from paramcalc.readers.summaries.tables import tables

MOST_BYTES = 128 * 2**20


def read_summaries(content: str) -> tuple[PrintedSummary, ...]:
    r"""The summaries in a text, a notebook, a Markdown or HTML page, in order; none twice from one place.

    >>> text = "Layer (type)   Output Shape   Param #\n=====\ngru (GRU)      (None, 75)     23625"
    >>> read_summaries(text)[0].rows[0].kind
    'GRU'
    """
    return tuple(table for text in texts(content) for table in tables(text))


def read_summary_file(path: str) -> tuple[PrintedSummary, ...]:
    """The summaries in a file, or in standard input for `-`.

    Raises UsageError for a file that cannot be read, is too long, or has no summary.
    """
    origin = tr("standard input") if path == "-" else path
    with opened(path) as file:
        data = read_bounded(file, MOST_BYTES, origin)
    summaries = read_summaries(data.decode("utf-8-sig", "replace"))
    if not summaries:
        tip = tr("a summary has the columns Layer (type), Output Shape and Param #")
        raise UsageError(tr("{origin} has no printed summary of a model", origin=origin), tip=tip)
    return summaries
