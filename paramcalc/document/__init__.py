"""Answers as documents: builders make them from subjects, writers turn them into text, records feed JSON and CSV.

A subject is one kind of answer: a layer, a model, a comparison. The registries below are the one list that commands,
tests and docs read. Adding a subject or a form is one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.document.page import PLAIN, Page
from paramcalc.errors import UsageError, unknown


class Subject(NamedTuple):
    """One kind of answer: the functions that make its document and its records, imported when they are used."""

    document: str
    records: str
    schema: str = ""
    """The name of its JSON Schema, a file in records/schemas."""
    pictures: Mapping[str, str] = MappingProxyType({})
    """Forms that draw the subject instead of writing its document."""


_SUBJECTS = "paramcalc.document.subjects"
_RECORDS = "paramcalc.document.records"
_GRAPHS = {form: f"paramcalc.document.pictures.graph:{form}" for form in ("dot", "svg")}
_CHARTS = {form: f"paramcalc.document.pictures.chart:{form}" for form in ("svg", "png")}

SUBJECTS: dict[str, Subject] = {
    "layer": Subject(f"{_SUBJECTS}.layer:build", f"{_RECORDS}.layer:layer", "layer"),
    "explanation": Subject(f"{_SUBJECTS}.explanation:build", f"{_RECORDS}.explanation:explanation", "explanation"),
    "model": Subject(f"{_SUBJECTS}.model:build", f"{_RECORDS}.model:model", "model", _GRAPHS),
    "comparison": Subject(f"{_SUBJECTS}.comparison:build", f"{_RECORDS}.comparison:comparison", "comparison", _CHARTS),
    "sweep": Subject(f"{_SUBJECTS}.comparison:build_sweep", f"{_RECORDS}.comparison:sweep", "sweep", _CHARTS),
    "map": Subject(f"{_SUBJECTS}.weight_map:build", f"{_RECORDS}.weight_map:weight_map", "map"),
    "verification": Subject(f"{_SUBJECTS}.verification:build", f"{_RECORDS}.verification:verification", "verify"),
    "verified layer": Subject(
        f"{_SUBJECTS}.verification:build_layer", f"{_RECORDS}.verification:verified_layer", "layer"
    ),
    "solutions": Subject(f"{_SUBJECTS}.solutions:build", f"{_RECORDS}.solutions:solutions", "solve"),
    "check": Subject(f"{_SUBJECTS}.check:build", f"{_RECORDS}.check:check", "check"),
    "identification": Subject(
        f"{_SUBJECTS}.identification:build", f"{_RECORDS}.identification:identification", "identify"
    ),
    "summaries": Subject(f"{_SUBJECTS}.summaries:build", f"{_RECORDS}.summaries:summaries", "summaries"),
    "frameworks": Subject(f"{_SUBJECTS}.listing:build", f"{_RECORDS}.listing:frameworks", "frameworks"),
    "classes": Subject(f"{_SUBJECTS}.listing:build_classes", f"{_RECORDS}.listing:classes", "classes"),
}
"""Every kind of answer."""

WRITERS: dict[str, str] = {
    "table": "paramcalc.document.writers.plain:TableWriter",
    "text": "paramcalc.document.writers.plain:TextWriter",
    "markdown": "paramcalc.document.writers.markdown:MarkdownWriter",
    "latex": "paramcalc.document.writers.latex:LatexWriter",
    "html": "paramcalc.document.writers.html:HtmlWriter",
}
"""Each form of a document, with the writer that makes it. The first is the default."""

RECORD_WRITERS: dict[str, str] = {
    "json": "paramcalc.document.records:write_json",
    "csv": "paramcalc.document.records:write_csv",
}
"""The forms for programs, which are written from a subject's records."""


SCHEMAS = tuple(dict.fromkeys(subject.schema for subject in SUBJECTS.values() if subject.schema))
"""The names of the JSON Schemas."""


def forms_of(subject: str) -> tuple[str, ...]:
    """The forms that a subject can be written in; the first is the default."""
    return (*WRITERS, *RECORD_WRITERS, *SUBJECTS[subject].pictures)


def write(subject: str, value: Any, form: str, page: Page = PLAIN) -> Iterator[str | bytes]:
    """A subject's value in a form, piece by piece: text, or bytes of a picture.

    Raises UsageError for a form that the subject does not have.
    """
    entry = SUBJECTS[subject]
    if form in WRITERS:
        return iter(_named(WRITERS[form])(page).write(_named(entry.document)(value)))
    if form in RECORD_WRITERS:
        return iter(_named(RECORD_WRITERS[form])(_named(entry.records)(value)))
    if form in entry.pictures:
        return iter([_named(entry.pictures[form])(value, page)])
    raise unknown("format", form, forms_of(subject))


def text(subject: str, value: Any, form: str, page: Page = PLAIN) -> str:
    """The same as one text."""
    if not isinstance(form, str):
        raise unknown("format", form, forms_of(subject))
    pieces = list(write(subject, value, form, page))
    if any(isinstance(piece, bytes) for piece in pieces):
        raise UsageError(f"{form} is a picture, not text")
    return "".join(map(str, pieces))


def schema(document: str = "layer") -> str:
    """The JSON Schema of a document. Raises UsageError for an unknown one."""
    if document not in SCHEMAS:
        raise unknown("schema", document, SCHEMAS)
    return (Path(__file__).parent / "records" / "schemas" / f"{document}.json").read_text(encoding="utf-8")


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
