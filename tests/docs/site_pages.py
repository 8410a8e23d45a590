"""The documentation's site: its navigation, how it is built, and what a page of it would fetch from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

from support import ROOT

CONFIG = ROOT / "zensical.toml"
CHINESE_CONFIG = ROOT / "zensical.zh.toml"
DOCS = ROOT / "docs"
CHINESE_DOCS = DOCS / "zh"

PARTS = ("docs", "paramcalc", "tests/docs/docstring_fences.py")
"""What the site is made from, besides its configuration."""

FETCHED = {"src", "srcset", "poster", "data", "background", "action", "formaction"}
"""The attributes whose address a browser fetches, or sends to. Of a link it is only fetched if the tag is `link`."""

OUTSIDE = re.compile(r"""(?:https?:)?//[^\s"'<>)]+""")

FETCHED_BY_STYLES = re.compile(r"""(?:@import\s+|url\(\s*)(?:url\(\s*)?["']?((?:https?:)?//[^\s"')]+)""", re.IGNORECASE)


def pages_of(navigation: list[Any]) -> Iterator[str]:
    """The pages of a navigation, in their order."""
    for entry in navigation:
        for target in entry.values() if isinstance(entry, dict) else [entry]:
            if isinstance(target, str):
                yield target
            else:
                yield from pages_of(target)


def missing_pages(navigation: list[Any], folder: Path, without: Path | None = None) -> list[str]:
    """The pages in a folder that stand in no place of the navigation; `without` is a folder in it that has its own."""
    placed = set(pages_of(navigation))
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.md")
        if path.relative_to(folder).as_posix() not in placed and without not in path.parents
    )


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """The site built in a checkout, as CONTRIBUTING says."""
    return _run([str(folder / "docs" / "build.py")], folder)


def build_strictly(folder: Path) -> subprocess.CompletedProcess[str]:
    """The site in a folder that has a configuration and pages, and nothing else of a checkout."""
    return _run(["-m", "zensical", *builder().STRICT], folder)


def builder() -> ModuleType:
    """The program that builds the site."""
    spec = importlib.util.spec_from_file_location("site_builder", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def checkout(folder: Path) -> Path:
    """A copy of what the site is made from, in this folder."""
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for config in (CONFIG, CHINESE_CONFIG):
        shutil.copy(config, folder)
    return folder


class _Fetches(HTMLParser):
    """Collects the outside addresses that a browser fetches to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        for name, value in attrs:
            if (value or "").startswith("data:"):
                continue
            if name in FETCHED or (name in ("href", "xlink:href") and tag != "a"):
                self.addresses += OUTSIDE.findall(value or "")
            elif name == "style":
                self.addresses += FETCHED_BY_STYLES.findall(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.addresses += FETCHED_BY_STYLES.findall(data)


def outside(path: Path) -> list[str]:
    """The addresses on other hosts that a browser fetches for this page or style sheet. Links are not fetched."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return FETCHED_BY_STYLES.findall(text)
    parser = _Fetches()
    parser.feed(text)
    return parser.addresses


def fetched_from_elsewhere(folder: Path) -> dict[str, list[str]]:
    """Of each page, picture and style sheet of a built site, what it fetches from other hosts."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".css", ".svg")]
    return {path.relative_to(folder).as_posix(): found for path in paths if (found := outside(path))}
