"""The catalogue of translations: `python tests/tools/catalogue.py` brings it up to date with the package.

Babel finds the texts that are marked with `tr`; the help of the commands is read off the commands themselves. New texts
get an empty translation, which a test refuses; texts that are gone are dropped. The catalogue is compiled, too, for a
package that is run from its folder. `--check` changes nothing, and exits with 1 where there is something to do.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "paramcalc" / "locale" / "zh_CN" / "LC_MESSAGES" / "paramcalc.po"

FOLDERS = ("paramcalc", "docs/calculator")
"""The folders whose modules have texts for people."""

PLACE = re.compile(r"\{(\w+)(![rsa])?(:[^{}]*)?\}")
"""The place of a value in a template."""

WORDS = re.compile(r"[^\W\d_]")
"""A letter: a template without one needs no translation."""


KEYWORDS = {"tr": None, "tr_in": ((1, "c"), 2)}
"""The functions that mark a text; the first argument of `tr_in` is a context."""


def calls(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """The texts of a module for Babel, whose own reader of Python loses a call within another."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = tuple(argument.value for argument in node.args if isinstance(argument, ast.Constant))
            if len(texts) != len(node.args):
                raise ValueError(f"line {node.lineno}: {node.func.id} takes a text as it is written")
            yield node.lineno, node.func.id, texts if len(texts) > 1 else texts[0], []


def marked(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """The texts that are marked, in the order of the files, each with its context."""
    for folder in FOLDERS:
        found = extract_from_dir(str(root / folder), method_map=[("**.py", calls)], keywords=KEYWORDS)
        for _, _, text, _, context in found:
            yield text, context or ""


def has_words(text: str) -> bool:
    """Whether a template has anything to translate beside its values."""
    return bool(WORDS.search(PLACE.sub("", text)))


def commands(group: Any, context: Any = None) -> Iterator[Any]:
    """A group of commands and all commands in it."""
    import typer

    inner = typer.Context(group, parent=context, info_name=group.name or "paramcalc")
    yield group
    for name in group.list_commands(inner) if hasattr(group, "list_commands") else ():
        yield from commands(group.get_command(inner, name), inner)


def helps() -> Iterator[str]:
    """The help texts of all commands and of their options that are no marked texts."""
    from paramcalc.cli.app import application
    from paramcalc.cli.help import EXAMPLES, HEADINGS, OTHERS
    from paramcalc.cli.language import HELP

    yield from (*HEADINGS, OTHERS, *(text for _, text in EXAMPLES))
    for command in commands(application()):
        texts = [command.help, *(getattr(param, "help", None) for param in command.params)]
        texts += [getattr(param, "rich_help_panel", None) for param in command.params]
        yield from (text for raw in texts if raw and (text := inspect.cleandoc(raw)) not in HELP)


def extracted() -> Catalog:
    """All texts of the program, without translations."""
    catalog = Catalog(
        domain="paramcalc",
        locale="zh_CN",
        charset="utf-8",
        header_comment="# The Chinese texts of paramcalc; tests/tools/catalogue.py keeps the English ones up to date.",
        fuzzy=False,
    )
    texts = (*marked(), *((text, "") for text in helps() if has_words(text)))
    for text, context in dict.fromkeys(texts):
        message = catalog.add(text, context=context or None)
        # `{…:,}` is a place of Python's format, not of printf.
        message.flags.discard("python-format")
    return catalog


def updated(old: Catalog) -> Catalog:
    """The texts of the program, with the translations that are there already."""
    catalog = extracted()
    for message in catalog:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    return catalog


def read(path: Path = CATALOGUE) -> Catalog:
    """The catalogue in the package."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def text_of(catalog: Catalog) -> bytes:
    """A catalogue as its file."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, omit_header=False, sort_output=False)
    # A file whose texts are the same is the same.
    return re.sub(
        rb'"(Project-Id|Report-Msgid|Last-Tr|Language-Team|POT-Creation|PO-Revision|Generated)[^\n]*\n',
        b"",
        file.getvalue(),
    )


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def differing(catalog: Catalog) -> list[str]:
    """The texts whose translation has other places for values, or writes them another way."""
    return [
        str(message.id)
        for message in catalog
        if message.id and message.string and places(str(message.id)) != places(str(message.string))
    ]


def places(template: str) -> set[str]:
    """The places of values in a template, with how they are written."""
    return {match[0] for match in PLACE.finditer(template.replace("{{", "").replace("}}", ""))}


def compile_catalogue(catalog: Catalog) -> None:
    """Write the catalogue as the program reads it."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main(arguments: list[str]) -> int:
    """Bring the catalogue up to date, or say what is to do."""
    catalog = updated(read() if CATALOGUE.exists() else Catalog(locale="zh_CN"))
    text = text_of(catalog)
    missing = untranslated(catalog)
    sys.stdout.write(f"{len(catalog):,} texts, {len(missing):,} without a translation\n")
    if arguments == ["--check"]:
        return int(text != CATALOGUE.read_bytes() or bool(missing))
    CATALOGUE.write_bytes(text)
    compile_catalogue(catalog)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
