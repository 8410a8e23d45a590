"""Builds the calculator, one HTML file that works from disk: `python docs/calculator/build.py [FILE]`.

The page's template, style and scripts are beside this file; its numbers are the polynomials that `calculator_data.py`
takes from the engine.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent

sys.path.insert(0, str(HERE))
from calculator_data import export  # noqa: E402  (it is beside this file)

SCRIPTS = ("polynomial.js", "picture.js", "layer.js", "forms.js", "page.js")

DEFAULT = HERE.parents[1] / "build" / "calculator.html"


def build() -> str:
    """The page as one text."""
    data = json.dumps(export(), separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "STYLE": _text("style.css"),
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


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named, or to build/calculator.html."""
    target = Path(arguments[0]) if arguments else DEFAULT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(build(), encoding="utf-8")
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
