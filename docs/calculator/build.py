"""Builds the calculator, one HTML file that works from disk: `python docs/calculator/build.py [--incomplete] [FILE]`.

The page's template, style and scripts are beside this file; its numbers are the polynomials that `calculator_data.py`
takes from the engine, and its words those of `calculator_words.py` with the translations of the program's catalogue.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent

sys.path.insert(0, str(HERE))
from calculator_data import export  # noqa: E402  (these are beside this file)
from calculator_words import TAGS, UNSCRIPTED, untranslated  # noqa: E402

SCRIPTS = ("language.js", "polynomial.js", "picture.js", "layer.js", "forms.js", "page.js")

DEFAULT = HERE.parents[1] / "build" / "calculator.html"


INCOMPLETE = "--incomplete"
"""The option that builds the page although phrases of it have no translation."""


def build(*, incomplete: bool = False) -> str:
    """The page as one text.

    Raises LookupError for phrases without a translation; if `incomplete`, these are written in English.
    """
    exported = export()
    missing = untranslated(exported["words"])
    if missing and not incomplete:
        raise LookupError("phrases without a translation (is the catalogue compiled?):\n" + "\n".join(missing))
    data = json.dumps(exported, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "STYLE": _text("style.css"),
        "UNSCRIPTED": _in_every_language(UNSCRIPTED, exported["words"]),
        "DATA": data,
        "SCRIPTS": "\n".join(map(_text, SCRIPTS)),
    }
    page = _text("template.html")
    for name, text in parts.items():
        before, mark, after = page.partition(f"%{name}%")
        if not mark:
            raise ValueError(f"the template has no place for {name}")
        page = before + text.rstrip("\n") + after
    return page


def _in_every_language(phrase: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """A phrase and its translations, as HTML."""
    texts = [phrase, *(f'<span lang="{TAGS[language]}">{texts[phrase]}</span>' for language, texts in words.items())]
    return " ".join(texts)


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named, or to build/calculator.html."""
    files = [argument for argument in arguments if argument != INCOMPLETE]
    target = Path(files[0]) if files else DEFAULT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(build(incomplete=INCOMPLETE in arguments), encoding="utf-8")
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
