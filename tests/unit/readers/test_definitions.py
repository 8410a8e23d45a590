"""Definitions in TOML: the classes of a file, or the place of what is wrong."""

import pytest

from paramcalc.errors import UsageError
from paramcalc.readers.definitions import MAX_BYTES, MOST_CLASSES, definitions_in, read_definitions, read_text

TEXT = """
# Two classes.
[Scale]
weights = "gamma (input)"

[Mixer]
framework = "pytorch"
arguments = "size"
"""


def names(definitions):
    return [(framework, name, entry.arguments) for framework, name, entry in definitions]


def test_each_table_is_a_class(tmp_path):
    path = tmp_path / "layers.toml"
    path.write_text(TEXT, encoding="utf-8")
    expected = [("keras", "Scale", ""), ("pytorch", "Mixer", "size")]
    assert names(read_text(TEXT, "a test")) == names(read_definitions(str(path))) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[Scale\n", "a test is not TOML.*line 1"),
        ("", "a test defines no layer class"),
        ("Scale = 3", "a test: Scale: a definition is a table"),
        ("[Scale]\nweight = ''", "a test: the definition of Scale: no word 'weight'"),
        ("[my-layer]\n", "a test: a layer class is called as in Python"),
        (f"[A]\nx = {'[' * 5000}{']' * 5000}", "a test"),
    ],
)
def test_the_error_names_the_file_and_the_class(text, message):
    with pytest.raises(UsageError, match=message):
        read_text(text, "a test")


def test_files_that_are_no_text(tmp_path):
    path = tmp_path / "layers.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not UTF-8 text: byte 0"):
        read_definitions(str(path))
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(UsageError, match="has more than"):
        read_definitions(str(path))
    with pytest.raises(UsageError, match="cannot read"):
        read_definitions(str(tmp_path / "missing.toml"))


def test_too_many_classes_are_refused():
    with pytest.raises(UsageError, match="more than 1,000"):
        definitions_in({f"A{number}": {} for number in range(MOST_CLASSES + 1)}, "a test")


def test_tables_of_another_type_are_refused():
    with pytest.raises(UsageError, match="are a table for each class"):
        definitions_in([("Scale", {})], "a test")
