"""Answers as documents: builders make them from subjects, writers turn them into text, records feed JSON and CSV.

A subject is one kind of answer: a layer, a model, a comparison. The registries below are the one list that commands,
tests and docs read. Adding a subject or a form is one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from paramcalc.document.page import PLAIN, Page, encodable, latex_character, xml_reference
from paramcalc.errors import UsageError, escaped, unknown
from paramcalc.phrases import LANGUAGES, language, tr

if TYPE_CHECKING:
    from paramcalc.document.nodes import Document
    from paramcalc.document.records import Records
    from paramcalc.document.values import NamedValue


class Subject(NamedTuple):
    """One kind of answer: the functions that make its document and its records, imported when they are used."""

    document: str
    records: str
    schema: str = ""
    """The name of its JSON Schema, a file in records/schemas."""
    own_forms: Mapping[str, str] = MappingProxyType({})
    """Forms that only this subject has, each with the function that makes it from the value: pictures, programs."""
    values: str = ""
    """The function that gives the values that can be picked by name; empty where there are none."""


_SUBJECTS = "paramcalc.document.subjects"
_RECORDS = "paramcalc.document.records"
_GRAPHS = {form: f"paramcalc.document.pictures.graph:{form}" for form in ("dot", "svg")}
_CHARTS = {"chart": "paramcalc.document.pictures.chart:svg", "png": "paramcalc.document.pictures.chart:png"}
_LAYERS = "paramcalc.document.pictures.layers:svg"
_MODEL_CHARTS = {
    "svg": "paramcalc.document.pictures.model_chart:svg",
    "chart": "paramcalc.document.pictures.model_chart:svg",
    "png": "paramcalc.document.pictures.model_chart:png",
}
_PROGRAM = {"python": "paramcalc.document.program:python"}
_VALUES = "paramcalc.document.values"
_TRANSLATION = "paramcalc.document.translation:in_language"

SUBJECTS: dict[str, Subject] = {
    "layer": Subject(
        f"{_SUBJECTS}.layer:build",
        f"{_RECORDS}.layer:layer",
        "layer",
        {"svg": _LAYERS},
        values=f"{_VALUES}:of_layer",
    ),
    "explanation": Subject(
        f"{_SUBJECTS}.explanation:build",
        f"{_RECORDS}.explanation:explanation",
        "explanation",
        values=f"{_VALUES}:of_layer",
    ),
    "model": Subject(
        f"{_SUBJECTS}.model:build", f"{_RECORDS}.model:model", "model", _GRAPHS, values=f"{_VALUES}:of_model"
    ),
    "models": Subject(f"{_SUBJECTS}.models:build", f"{_RECORDS}.models:models", "models"),
    "comparison": Subject(
        f"{_SUBJECTS}.comparison:build",
        f"{_RECORDS}.comparison:comparison",
        "comparison",
        {"svg": _LAYERS, **_CHARTS},
        values=f"{_VALUES}:of_comparison",
    ),
    "sweep": Subject(
        f"{_SUBJECTS}.comparison:build_sweep",
        f"{_RECORDS}.comparison:sweep",
        "sweep",
        {"svg": _CHARTS["chart"], **_CHARTS},
        values=f"{_VALUES}:of_sweep",
    ),
    "model sweep": Subject(
        f"{_SUBJECTS}.model_sweep:build", f"{_RECORDS}.model_sweep:model_sweep", "model_sweep", _MODEL_CHARTS
    ),
    "map": Subject(f"{_SUBJECTS}.weight_map:build", f"{_RECORDS}.weight_map:weight_map", "map", _PROGRAM),
    "verification": Subject(f"{_SUBJECTS}.verification:build", f"{_RECORDS}.verification:verification", "verify"),
    "verified layer": Subject(
        f"{_SUBJECTS}.verification:build_layer",
        f"{_RECORDS}.verification:verified_layer",
        "layer",
        values=f"{_VALUES}:of_verified_layer",
    ),
    "solutions": Subject(
        f"{_SUBJECTS}.solutions:build", f"{_RECORDS}.solutions:solutions", "solve", values=f"{_VALUES}:of_solutions"
    ),
    "check": Subject(f"{_SUBJECTS}.check:build", f"{_RECORDS}.check:check", "check"),
    "identification": Subject(
        f"{_SUBJECTS}.identification:build", f"{_RECORDS}.identification:identification", "identify"
    ),
    "summaries": Subject(f"{_SUBJECTS}.summaries:build", f"{_RECORDS}.summaries:summaries", "summaries"),
    "cells": Subject(f"{_SUBJECTS}.listing:build_cells", f"{_RECORDS}.listing:cells_listing", "cells"),
    "frameworks": Subject(f"{_SUBJECTS}.listing:build", f"{_RECORDS}.listing:frameworks", "frameworks"),
    "classes": Subject(f"{_SUBJECTS}.listing:build_classes", f"{_RECORDS}.listing:classes", "classes"),
    "pages": Subject(f"{_SUBJECTS}.pages:build", f"{_RECORDS}.pages:pages", "docs"),
    "value": Subject(f"{_SUBJECTS}.named_value:build", f"{_RECORDS}.named_value:named_value", "value"),
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

NOTEBOOK = "paramcalc.document.writers.notebook:NotebookWriter"
"""The writer of what a result shows of itself in a notebook."""

RECORD_WRITERS: dict[str, str] = {
    "json": "paramcalc.document.records:write_json",
    "csv": "paramcalc.document.records:write_csv",
    "jsonl": "paramcalc.document.records:write_json_lines",
}
"""The forms for programs, which are written from a subject's records."""

FORM_OF_SUFFIX: dict[str, str] = {
    ".txt": "text",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".svg": "svg",
    ".png": "png",
    ".dot": "dot",
    ".gv": "dot",
    ".py": "python",
}
"""The form of a file by its suffix."""

BINARY_FORMS = ("png",)
"""The forms that are no text."""

ESCAPES: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("html", "svg", "chart", "dot"), xml_reference),
    "latex": latex_character,
}
"""How a form writes a character that the encoding of the stream lacks, where a backslash means something else."""

SCHEMAS = tuple(dict.fromkeys(subject.schema for subject in SUBJECTS.values() if subject.schema))
"""The names of the JSON Schemas."""


def forms_of(subject: str) -> tuple[str, ...]:
    """The forms that a subject can be written in; the first is the default."""
    return (*WRITERS, *RECORD_WRITERS, *SUBJECTS[subject].own_forms)


def write(subject: str, value: Any, form: str, page: Page = PLAIN) -> Iterator[str | bytes]:
    """A subject's value in a form, piece by piece: text, or bytes of a picture.

    Raises UsageError for a form that the subject does not have.
    """
    if form not in forms_of(subject):
        raise unknown_form(form, subject)
    pieces = _pieces(SUBJECTS[subject], value, form, page)
    if page.stream is None:
        return pieces
    encoding, escape = page.stream.encoding, ESCAPES.get(form, escaped)
    return (piece if isinstance(piece, bytes) else encodable(piece, encoding, escape) for piece in pieces)


def _pieces(entry: Subject, value: Any, form: str, page: Page) -> Iterator[str | bytes]:
    if form in WRITERS:
        return iter(_named(WRITERS[form])(page).write(_document(entry, value)))
    if form in RECORD_WRITERS:
        return iter(_named(RECORD_WRITERS[form])(_records(entry, value)))
    return iter([_named(entry.own_forms[form])(value, page)])


def _document(entry: Subject, value: Any) -> Document:
    """The document of a value in the language that is spoken."""
    document: Document = _named(entry.document)(value)
    return document if language() == LANGUAGES[0] else _named(_TRANSLATION)(document)


def value_of(subject: str, value: Any, name: str) -> NamedValue:
    """One value of an answer by its name, itself an answer: the subject `value`.

    Raises UsageError for an unknown name.
    """
    from paramcalc.document.values import value_of as by_name

    return by_name(_named(SUBJECTS[subject].values)(value), name)


def unknown_form(form: object, subject: str) -> UsageError:
    """The error for a form that a subject does not have. A suffix such as `md` is a hint."""
    forms = forms_of(subject)
    meanings = {suffix[1:]: meant for suffix, meant in FORM_OF_SUFFIX.items() if meant in forms}
    return unknown(tr("format"), form, forms, meanings)


def document_of(subject: str, value: Any) -> Document:
    """A subject's value as a document."""
    document: Document = _named(SUBJECTS[subject].document)(value)
    return document


def records_of(subject: str, value: Any) -> Records:
    """A subject's value for programs."""
    return _records(SUBJECTS[subject], value)


def _records(entry: Subject, value: Any) -> Records:
    made: Records = _named(entry.records)(value)
    return made


def text(subject: str, value: Any, form: str, page: Page = PLAIN) -> str:
    """The same as one text."""
    if not isinstance(form, str):
        raise unknown_form(form, subject)
    pieces = list(write(subject, value, form, page))
    if any(isinstance(piece, bytes) for piece in pieces):
        raise UsageError(tr("{form} is a picture, not text", form=form))
    return "".join(map(str, pieces))


def displayed(subject: str, value: Any) -> str:
    """A subject's value as a notebook shows it."""
    return "".join(_named(NOTEBOOK)(PLAIN).write(_document(SUBJECTS[subject], value)))


def schema(document: str = "layer") -> str:
    """The JSON Schema of a document. Raises UsageError for an unknown one."""
    if document not in SCHEMAS:
        raise unknown(tr("schema"), document, SCHEMAS)
    return (Path(__file__).parent / "records" / "schemas" / f"{document}.json").read_text(encoding="utf-8")


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
