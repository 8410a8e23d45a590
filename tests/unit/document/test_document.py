"""The rules of the registries: every subject has every form, and a new subject or form needs one entry."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from xml.etree import ElementTree

import jsonschema
import pytest
from examples import CASES, EXAMPLES, SCHEMA_OF, WIDTHS, written
from walk import contents

from paramcalc.algebra.expression import expression
from paramcalc.cli.app import run
from paramcalc.document import (
    RECORD_WRITERS,
    SCHEMAS,
    SUBJECTS,
    WRITERS,
    Subject,
    _named,
    forms_of,
    schema,
    text,
    write,
)
from paramcalc.document.nodes import (
    Column,
    Document,
    Drawing,
    Equations,
    Fact,
    Facts,
    Heading,
    Items,
    Paragraph,
    Phrase,
    Product,
    Row,
    Table,
)
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, UNICODE_GLYPHS, Page, columns_of
from paramcalc.document.records import Records, polynomial_key, same
from paramcalc.document.writers.base import Writer
from paramcalc.errors import ExitCode, UsageError

NON_ASCII_NAMES = {("layer", "wide"), ("explanation", "wide")}
"""The examples with a name that ASCII lacks; only the stream can replace it."""

COUNTS = {
    *("total", "model_total", "params", "count", "trainable", "non_trainable", "bytes", "macs", "redundant", "shared"),
    *("other_total", "difference"),
}
"""The keys of counts in JSON."""

OWN_FORMS = {form for subject in SUBJECTS.values() for form in subject.own_forms}


def output(subject: str, name: str, form: str, page: Page = PLAIN) -> str | bytes:
    """An example in a form; a picture that matplotlib draws is left out where it is missing."""
    if form in ("chart", "png") or (form == "svg" and subject in ("sweep", "model sweep")):
        pytest.importorskip("matplotlib", reason="pip install 'paramcalc[chart]'")
        if EXAMPLES[subject][name][0] == "flax-nnx" or name == "formulas":
            pytest.skip("a chart needs sizes")
    pieces = list(write(subject, EXAMPLES[subject][name], form, page))
    return b"".join(pieces) if form == "png" or isinstance(pieces[0], bytes) else "".join(pieces)


def test_every_subject_has_examples():
    assert set(EXAMPLES) == set(SUBJECTS)
    assert all(EXAMPLES.values())


EVERYTHING = [(subject, name, form) for subject, name in CASES for form in forms_of(subject)]


@pytest.mark.parametrize(("subject", "name", "form"), EVERYTHING)
def test_every_subject_in_every_form(subject, name, form):
    assert output(subject, name, form)


@pytest.mark.parametrize(
    ("subject", "name", "form"), [case for case in EVERYTHING if case[2] not in ("svg", "chart", "png", "dot")]
)
def test_an_ascii_page_gives_ascii(subject, name, form):
    if (subject, name) in NON_ASCII_NAMES:
        pytest.skip("its name is not ASCII")
    output(subject, name, form, Page(ASCII_GLYPHS, 80)).encode("ascii")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", ["table", "text"])
@pytest.mark.parametrize(("subject", "name"), CASES)
def test_no_line_ends_with_blanks(subject, name, form, width):
    lines = written(subject, name, form, width).splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[0]
    assert lines[-1]
    assert "\n\n\n" not in written(subject, name, form, width)


def unbreakable(line: str, width: int) -> bool:
    """Whether a line is too wide only because of one word, a number column, or a formula."""
    words = line.split()
    indent = len(line) - len(line.lstrip())
    return len(words) <= 2 or (columns_of(line[indent:].partition("  ")[2].strip()) > width / 2 and "·" in line)


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    ("subject", "name"),
    [case for case in CASES if case[0] in ("comparison", "sweep", "map", "verification", "frameworks")],
)
def test_narrow_terminals(subject, name, width):
    lines = written(subject, name, "table", width).splitlines()
    assert [line for line in lines if columns_of(line) > width and not unbreakable(line, width)] == []


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize(("subject", "name"), CASES)
def test_sentences_are_wrapped(subject, name, width):
    """No line is longer than the page is wide, except titles, equations, formulas, and single words.

    A wide character counts once here, as textwrap counts it.
    """
    value = EXAMPLES[subject][name]
    document = _named(SUBJECTS[subject].document)(value)
    writer = _named(WRITERS["table"])(Page(UNICODE_GLYPHS, width))
    for block in document.blocks:
        if isinstance(block, (Paragraph, Items, Heading)):
            for line in writer.block(block):
                longest = max(map(len, line.split()), default=0)
                assert len(line) <= max(width, longest + 4), line


class TestToys:
    """One entry is enough for a form, and one for a subject."""

    def test_a_form_has_every_subject(self, monkeypatch):
        module = ModuleType("toy_writer")
        module.ToyWriter = ToyWriter
        monkeypatch.setitem(sys.modules, "toy_writer", module)
        monkeypatch.setitem(WRITERS, "toy", "toy_writer:ToyWriter")
        for subject, name in CASES:
            assert "toy" in forms_of(subject)
            document = _named(SUBJECTS[subject].document)(EXAMPLES[subject][name])
            lines = text(subject, EXAMPLES[subject][name], "toy").splitlines()
            hidden = [block for block in document.blocks if isinstance(block, Drawing)]
            hidden += [block for block in document.blocks if isinstance(block, Equations) and block.print_only]
            shown = [block for block in document.blocks if block not in hidden]
            kinds = [type(block).__name__.lower() for block in shown]
            assert [line.partition(" ")[0] for line in lines if line] == [*["title"] * (document.title != ""), *kinds]

    def test_the_command_line_has_it_too(self, monkeypatch, capsys):
        module = ModuleType("toy_writer")
        module.ToyWriter = ToyWriter
        monkeypatch.setitem(sys.modules, "toy_writer", module)
        monkeypatch.setitem(WRITERS, "toy", "toy_writer:ToyWriter")
        for arguments in (["gru"], ["explain", "gru"], ["compare", "gru"], ["frameworks"], ["model", "GRU(3)"]):
            assert run([*arguments, "--format", "toy"]) == 0
            out = capsys.readouterr().out
            assert re.search(r"^(table|facts) ", out, re.MULTILINE)

    def test_a_subject_has_every_form(self, monkeypatch):
        module = ModuleType("toy_subject")
        module.build, module.records = build_toy, toy_records
        monkeypatch.setitem(sys.modules, "toy_subject", module)
        monkeypatch.setitem(SUBJECTS, "toy", Subject("toy_subject:build", "toy_subject:records"))
        assert forms_of("toy") == (*WRITERS, *RECORD_WRITERS)
        for form in forms_of("toy"):
            output = text("toy", 23625, form)
            assert re.sub(r"[{},]", "", output).count("23625") == 1, output
        assert json.loads(text("toy", 23625, "json")) == {"schema": 1, "parameters": 23625}
        assert text("toy", 23625, "csv") == "parameters\n23625\n"

    def test_a_picture_is_one_entry(self, monkeypatch):
        module = ModuleType("toy_subject")
        module.build, module.records, module.picture = build_toy, toy_records, lambda value, page: bytes([value % 256])
        monkeypatch.setitem(sys.modules, "toy_subject", module)
        pictures = {"bmp": "toy_subject:picture"}
        monkeypatch.setitem(SUBJECTS, "toy", Subject("toy_subject:build", "toy_subject:records", own_forms=pictures))
        assert list(write("toy", 7, "bmp")) == [b"\x07"]
        with pytest.raises(UsageError, match="bmp is a picture, not text"):
            text("toy", 7, "bmp")


class ToyWriter(Writer):
    """A form that names its blocks, and counts what is in them."""

    def _line(self, block: object) -> Iterator[str]:
        yield f"{type(block).__name__.lower()} {len(list(contents(block)))}\n"

    def title(self, content: object) -> Iterator[str]:
        yield f"title {self.content(content)}\n"

    table = facts = items = heading = paragraph = equations = inline = listing = _line


def build_toy(value: int) -> Document:
    fact = Fact("parameters", (Phrase("{count} in all", {"count": value}),))
    return Document("A toy", (Table((Column("a", left=True),), [Row((Product(((3, 5),), 15),))]), Facts((fact,))))


def toy_records(value: int) -> Records:
    rows = [{"parameters": value}]
    return Records({"parameters": value}, rows, same("parameters"))


class TestOneNumber:
    """23,625 reaches every form in the notation of that form."""

    @pytest.mark.parametrize(
        ("form", "notation"),
        [
            ("table", "23,625"),
            ("text", "23,625"),
            ("markdown", "23,625"),
            ("html", "23,625"),
            ("latex", "23{,}625"),
            ("json", "23625"),
            ("csv", "23625"),
            ("jsonl", "23625"),
            ("svg", "23,625"),
            ("chart", "23,625"),
            ("dot", "23,625"),
            ("python", "(225, 28)"),
        ],
    )
    def test_in_its_notation(self, form, notation):
        examples = [("layer", "gru"), ("explanation", "gru"), ("model", "line"), ("comparison", "gru")]
        examples += [("verification", "one"), ("map", "gru")]
        for subject, name in examples:
            if form not in forms_of(subject) or (
                form in ("csv", "jsonl") and subject in ("layer", "explanation", "comparison")
            ):
                continue
            if subject == "map" and form != "python":
                continue  # a map has no counts
            found = output(subject, name, form)
            assert notation in (found.decode() if isinstance(found, bytes) else found), subject

    def test_the_table_of_notations_has_every_form(self):
        forms = {form for subject in SUBJECTS for form in forms_of(subject)}
        (marker,) = [mark for mark in self.test_in_its_notation.pytestmark if mark.name == "parametrize"]
        assert {form for form, _ in marker.args[1]} == forms - {"png"}

    @pytest.mark.parametrize("name", ["gru", "gru-free"])
    def test_the_rows_of_csv_add_up_to_it(self, name):
        for subject in ("layer", "explanation"):
            rows = csv.DictReader(io.StringIO(written(subject, name, "csv")))
            assert sum(eval(row["count"], {"units": 75, "input": 28}) for row in rows) == 23625


@cache
def checker_of(subject):
    """The JSON Schema of a subject, ready to check documents with."""
    return jsonschema.Draft202012Validator(json.loads(schema(SCHEMA_OF[subject])))


class TestRecords:
    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_json_fits_its_schema(self, subject, name):
        document = json.loads(written(subject, name, "json"))
        checker_of(subject).validate(document)
        assert next(iter(document)) == "schema"
        assert document["schema"] == 1
        if subject == "verified layer":
            checker_of("verification").validate(document["verification"])

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_csv_has_the_rows_of_the_records(self, subject, name):
        records = _named(SUBJECTS[subject].records)(EXAMPLES[subject][name])
        lines = list(csv.reader(io.StringIO(written(subject, name, "csv"))))
        assert lines[0] == [column.head for column in records.columns]
        assert len(lines) - 1 == len(list(records.rows)) > 0
        assert {len(line) for line in lines} == {len(records.columns)}
        numbers = {
            str(row[column.key])
            for row in _named(SUBJECTS[subject].records)(EXAMPLES[subject][name]).rows
            for column in records.columns
            if isinstance(row.get(column.key), int) and not isinstance(row[column.key], bool)
        }
        assert numbers <= {cell for line in lines for cell in line}

    def test_every_subject_has_a_schema_and_every_schema_a_subject(self):
        assert {SCHEMA_OF[subject] for subject in SUBJECTS} == set(SCHEMAS)

    @pytest.mark.parametrize("document", SCHEMAS)
    def test_the_command_prints_the_schema(self, document, capsys):
        assert run(["schema", document]) == 0
        out = capsys.readouterr().out
        assert out == schema(document)
        jsonschema.Draft202012Validator.check_schema(json.loads(out))

    @pytest.mark.parametrize("document", SCHEMAS)
    def test_schemas_are_strict_and_described(self, document):
        value = json.loads(schema(document))
        assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert value["properties"]["schema"] == {"const": 1}
        assert value["title"].startswith("paramcalc")
        assert "paramcalc" in value["description"]
        assert set(value["required"]) <= set(value["properties"])
        for part in objects(value):
            if part.get("type") == "object" and "properties" in part:
                assert "additionalProperties" in part, part
                assert set(part.get("required", ())) <= set(part["properties"])

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_a_count_is_a_number_or_null_with_its_formula_beside_it(self, subject, name):
        if subject == "summaries":
            pytest.skip("its numbers are those that somebody else printed, or not")
        document = json.loads(written(subject, name, "json"))
        checker = checker_of(subject)
        refused = set()
        for part in objects(document):
            for key in COUNTS & part.keys():
                if isinstance(part[key], (bool, list, dict)):
                    continue  # the same word for something else: whether a tensor is trained
                assert type(part[key]) in (int, type(None)), (key, part[key])
                beside = polynomial_key(key)
                if part[key] is not None or (key == "macs" and beside not in part):
                    assert part.get(beside, str(part[key])) == str(part[key])
                    continue
                expression(part[beside])
                if (key, *part) in refused:
                    continue  # the schema has been tried on an object with the same keys
                refused.add((key, *part))
                if key != "macs":
                    text = part.pop(beside)
                    assert not checker.is_valid(document), f"the schema does not ask for {beside}"
                    part[beside] = text
                part[key] = part[beside]
                assert not checker.is_valid(document), f"the schema allows a text for {key}"
                part[key] = None

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_the_schema_refuses_planted_errors(self, subject, name):
        """A key that is missing, a key too many, another version, a number as a text with thousands apart."""
        checker = checker_of(subject)
        whole = written(subject, name, "json")
        required = json.loads(schema(SCHEMA_OF[subject]))["required"]
        wrong = [{**json.loads(whole), **change} for change in ({"schema": 2}, {"extra": 1}, {"rows": 3, "moves": 3})]
        wrong += [{key: value for key, value in json.loads(whole).items() if key != missing} for missing in required]
        assert [checker.is_valid(value) for value in wrong] == [False] * len(wrong)

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_the_schema_refuses_planted_errors_within(self, subject, name):
        """Every object of a fixed shape refuses a further key, however deep it is."""
        checker = checker_of(subject)
        document = json.loads(written(subject, name, "json"))
        lists = [
            key for key, value in document.items() if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        assert lists or subject in ("sweep", "value")
        for key in lists:
            for changed in ({**document[key][0], "extra": 1}, {}, None, "text"):
                assert not checker.is_valid({**document, key: [changed, *document[key][1:]]})


def objects(value: object) -> Iterator[dict]:
    """Every object in a schema."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from objects(item)


class TestForms:
    """What holds for every document in a form."""

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_markdown_tables_are_rectangular(self, subject, name):
        for table in re.findall(r"(?:^\|.*\n)+", written(subject, name, "markdown"), re.MULTILINE):
            rows = table.splitlines()
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
            assert re.fullmatch(r"\|( :?---:? \|)+", rows[1])

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_html_is_well_formed(self, subject, name):
        root = ElementTree.fromstring(f"<div>{written(subject, name, 'html')}</div>")
        for table in root.findall("table"):
            widths = {sum(int(cell.get("colspan", 1)) for cell in row) for row in table}
            assert len(widths) == 1

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_latex_is_balanced(self, subject, name):
        output = written(subject, name, "latex")
        bare = re.sub(r"\\[{}$%&_#]|\\text\w+\{\}", "", output)
        assert bare.count("{") == bare.count("}")
        assert bare.count("$") % 2 == 0
        assert re.findall(r"\\begin\{([\w*]+)\}", output) == nested(re.findall(r"\\(begin|end)\{([\w*]+)\}", output))
        assert output.count(r"\left(") == output.count(r"\right)")
        outside = re.sub(r"\$[^$]*\$|^%.*$", "", bare, flags=re.MULTILINE)
        outside = re.sub(r"(?s)\\begin\{align\*\}.*?\\end\{align\*\}", "", outside)
        assert not re.search(r"[_^]|\\cdot|\\times|\\mathrm", outside)
        for tabular in re.findall(r"(?s)\\begin\{tabular\}\{([lr]+)\}(.*?)\\end\{tabular\}", bare):
            lines = [line for line in tabular[1].splitlines() if line.endswith(r"\\") and "multicolumn" not in line]
            assert {line.count("&") for line in lines} == {len(tabular[0]) - 1}

    @pytest.mark.parametrize(("subject", "name"), CASES)
    def test_text_is_plain_at_any_width(self, subject, name):
        assert written(subject, name, "text", 40) == written(subject, name, "text", None)
        assert "\x1b" not in written(subject, name, "table", 40)


def nested(ends: list[tuple[str, str]]) -> list[str]:
    """The environments in the order of their beginnings; fails where an end does not match."""
    begun, stack = [], []
    for kind, name in ends:
        if kind == "begin":
            begun.append(name)
            stack.append(name)
        else:
            assert stack.pop() == name
    assert stack == []
    return begun


class TestMistakes:
    @pytest.mark.parametrize("subject", SUBJECTS)
    def test_an_unknown_form(self, subject):
        value = next(iter(EXAMPLES[subject].values()))
        for form in ("tabel", "", None, 3):
            with pytest.raises(UsageError, match="no format"):
                text(subject, value, form)

    def test_a_form_of_another_subject(self):
        with pytest.raises(UsageError, match="no format 'dot'"):
            text("layer", EXAMPLES["layer"]["gru"], "dot")

    def test_an_unknown_schema(self, capsys):
        with pytest.raises(UsageError, match="did you mean 'layer'"):
            schema("laier")
        assert run(["schema", "../page"]) == ExitCode.USAGE
        assert "no schema" in capsys.readouterr().err

    def test_the_default_is_the_first(self):
        assert {forms_of(subject)[0] for subject in SUBJECTS} == {"table"}
        assert {"svg", "chart", "png", "dot", "python"} == OWN_FORMS
