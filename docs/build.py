"""Builds the documentation's site: `python docs/build.py`; `python docs/build.py serve` shows the English pages while
you write.

The site has two languages. The English pages come into `site/`, with zensical.toml. The Chinese ones, those in
`docs/zh`, come into `site/zh/`, with the same configuration and what zensical.zh.toml says otherwise. Each half is
built in `build/site`, from a copy of its pages in which the links to the other language name the built page: Zensical
knows one half only. The calculator's page is a part of the site and is built first. At the end every link of both
halves is checked.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

DOCS = Path(__file__).resolve().parent

ROOT = DOCS.parent

CHINESE = "zh"
"""The folder of the Chinese pages, in docs and in the site."""

CALCULATOR = Path("calculator", "index.html")
"""The calculator's page as a part of the site. It is made here and not kept in the repository."""

SHARED = "assets"
"""The folder of style sheets, which both halves have."""

STRICT = ["build", "--clean", "--strict"]

INCOMPLETE = "--incomplete"
"""The option that builds the site although phrases of the calculator have no translation."""

LINK = re.compile(r"(?<=\]\()([^()\s#:]+)\.md(#[^()\s]*)?(?=\))")

CHOICE = re.compile(r'(<a href="[^"]*?)index\.html(" hreflang="(\w+)")')
"""An entry of the selector of languages."""

SEARCH_TEXTS = {
    "Search is unavailable. Reload the page to try again.": "搜索不可用。请重新加载页面。",
    "Loading search\\u2026": "正在加载搜索……",
    "No results": "没有结果",
    "Search results": "搜索结果",
    "Close search": "关闭搜索",
    "Filters": "筛选",
    "Search": "搜索",
    "Tags": "标签",
    "Use Up and Down arrow keys to move between tags. Press Space or Enter to toggle a tag.": (
        "用上下方向键在标签之间移动。按空格键或回车键切换标签。"
    ),
    "result": "个结果",
    "results": "个结果",
}
"""The texts of the theme's search, which it has in English only, as they stand in its script."""


def main(arguments: list[str]) -> int:
    """Build the calculator and the site; or call Zensical with other arguments for the English half."""
    options = [argument for argument in arguments if argument == INCOMPLETE]
    others = [argument for argument in arguments if argument != INCOMPLETE]
    build_calculator(DOCS / CALCULATOR, options)
    if others:
        return zensical(others, ROOT / "zensical.toml")
    english, chinese = (stage(language) for language in ("", CHINESE))
    status = zensical(STRICT, english) or zensical(STRICT, chinese)
    if status:
        return status
    site = ROOT / "site"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(english.parent / "site", site)
    shutil.copytree(chinese.parent / "site", site / CHINESE)
    translate_search(site / CHINESE)
    link_pairs(site)
    broken = list(broken_links(site))
    print("\n".join(broken) or "Every link of both languages leads somewhere.")
    return 1 if broken else 0


def build_calculator(target: Path, options: Iterable[str]) -> None:
    """Build the calculator's page."""
    subprocess.run([sys.executable, str(DOCS / "calculator" / "build.py"), *options, str(target)], check=True)


def zensical(arguments: list[str], config: Path) -> int:
    """Call Zensical with a configuration; its exit code."""
    command, *options = arguments
    call = [sys.executable, "-m", "zensical", command, "--config-file", str(config), *options]
    return subprocess.run(call, cwd=ROOT, check=False).returncode


# The copies of the pages.


def stage(language: str) -> Path:
    """Copy the pages of a language, English for an empty one, and write their configuration; its path."""
    folder = ROOT / "build" / "site" / (language or "en")
    shutil.rmtree(folder, ignore_errors=True)
    pages = folder / "docs"
    if language:
        shutil.copytree(DOCS / language, pages)
        shutil.copytree(DOCS / SHARED, pages / SHARED)
    else:
        shutil.copytree(DOCS, pages, ignore=_left_out)
    for page in pages.rglob("*.md"):
        name = PurePosixPath(language, page.relative_to(pages).as_posix())
        page.write_text(linked_across(page.read_text(encoding="utf-8"), name), encoding="utf-8")
    config = folder / "zensical.toml"
    config.write_text(configuration(language), encoding="utf-8")
    return config


def _left_out(folder: str, _: list[str]) -> set[str]:
    """What is not copied into the English half, for `copytree`."""
    return {CHINESE, "__pycache__"} if Path(folder) == DOCS else {"__pycache__"}


def linked_across(text: str, name: PurePosixPath) -> str:
    """A page whose links to pages of the other language name the built page; `name` is the page's path in docs.

    >>> linked_across("[中文](zh/start.md) [layers](layers.md#gru)", PurePosixPath("start.md"))
    '[中文](zh/start.html) [layers](layers.md#gru)'
    """

    def target(link: re.Match[str]) -> str:
        path = PurePosixPath(normpath(name.parent / f"{link[1]}.md"))
        return link[0] if _is_chinese(path) == _is_chinese(name) else f"{link[1]}.html{link[2] or ''}"

    return LINK.sub(target, text)


def _is_chinese(name: PurePosixPath) -> bool:
    return name.parts[0] == CHINESE


# The configuration.


def configuration(language: str) -> str:
    """The configuration of a half of the site. Its paths to code are absolute, since it stands in another folder."""
    import tomllib

    config = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    if language:
        own = tomllib.loads((ROOT / f"zensical.{language}.toml").read_text(encoding="utf-8"))
        config = merged(config, own)
    handler = config["project"]["plugins"]["mkdocstrings"]["handlers"]["python"]
    handler["paths"] = [str(ROOT / path) for path in handler["paths"]]
    handler["options"]["extensions"] = [str(ROOT / path) for path in handler["options"]["extensions"]]
    return "".join(f"{name} = {toml(value)}\n" for name, value in config.items())


def merged(one: Any, other: Any) -> Any:
    """Two values of a configuration: tables key by key; of anything else the second.

    >>> merged({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}})
    {'a': {'b': 1, 'c': [2]}}
    """
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return other
    return {**one, **{name: merged(one.get(name), value) for name, value in other.items()}}


def toml(value: Any) -> str:
    """A value of a configuration as TOML, on one line.

    >>> toml({"theme": {"font": False, "features": ["a", "b"]}})
    '{"theme" = {"font" = false, "features" = ["a", "b"]}}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# The built pages.


def translate_search(site: Path) -> None:
    """Put Chinese texts in the place of the English ones that the theme's search has."""
    for script in (site / "assets" / "javascripts").glob("bundle.*.js"):
        text = script.read_text(encoding="utf-8")
        for english, chinese in SEARCH_TEXTS.items():
            text = re.sub(rf'(?<=[:?=(,]"){re.escape(english)}(?=")', chinese, text)
        script.write_text(text, encoding="utf-8")


def link_pairs(site: Path) -> None:
    """Let the selector of languages of each page lead to the same page in the other language, where there is one."""
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    for name in pages:
        page = name.removeprefix(f"{CHINESE}/")

        def choice(entry: re.Match[str], page: str = page) -> str:
            there = page if entry[3] == "en" else f"{CHINESE}/{page}"
            return f"{entry[1]}{page}{entry[2]}" if there in pages else entry[0]

        path = site / name
        path.write_text(CHOICE.sub(choice, path.read_text(encoding="utf-8")), encoding="utf-8")


class _Page(HTMLParser):
    """Collects the links of a page, and the names that a link can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.names.add(value)


def broken_links(site: Path) -> Iterator[str]:
    """The links between the pages of a built site that lead nowhere: `zh/start.html: ../begin.html`."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        # The page for errors is shown at any address: its links start at the root.
        if path.name == "404.html":
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            # What follows the calculator's # are settings.
            is_anchor = parts.fragment and known is not None and target != site / CALCULATOR
            if not target.is_file() or (is_anchor and unquote(parts.fragment) not in known.names):
                yield f"{path.relative_to(site).as_posix()}: {link}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
