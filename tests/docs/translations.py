"""Pages in two languages: which pages form a pair, and where the Chinese one no longer says what the English one says.

Above each heading of a Chinese page stands a comment with the hash of the English section that was translated. When the
English section changes, its hash is another one, and the Chinese section is out of date until somebody translates the
change and writes the new hash.
"""

from __future__ import annotations

import ast
import doctest
import hashlib
import re
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path
from typing import NamedTuple

from chinese import mistakes
from docs_check import LANGUAGE

from paramcalc.pages.markdown import Fence, fences_of
from paramcalc.pages.slots import lines_of

COMMAND = "pytest tests/docs/test_translations.py --update-docs"
"""What writes the hashes anew."""

HEADING = re.compile(r"(?P<signs>#{1,6})\s+(?P<title>.+)")

STAMP = re.compile(r"^<!-- en: (\w*) -->\n+", re.MULTILINE)
"""The hash of an English section, as a comment above the Chinese heading."""

MARKER = re.compile(r"(?P<opening><!-- paramcalc: (?P<command>.*?) -->).*?(?=<!-- /paramcalc -->)", re.DOTALL)
"""An answer in the text. It is replayed on both pages."""

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)[^)]*\)")
"""A link to another file of the project."""

FIRST_LINES = 6
"""Within how many lines of its start a page names its twin."""


class Pair(NamedTuple):
    """A page in both languages."""

    english: Path
    chinese: Path


class Section(NamedTuple):
    """A heading and what stands below it, up to the next heading. The part before the first heading has depth 0."""

    depth: int
    title: str
    start: int
    text: str
    stamp: str
    """The hash above the heading; empty if there is none."""


def pairs(root: Path) -> list[Pair]:
    """Every Chinese page with its English twin, whether that exists or not."""
    docs = root / "docs"
    readme = [Pair(root / "README.md", path) for path in root.glob("README.zh-CN.md")]
    pages = sorted((docs / "zh").rglob("*.md"))
    return [*readme, *(Pair(docs / path.relative_to(docs / "zh"), path) for path in pages)]


def sections(page: str) -> list[Section]:
    """The sections of a page. A line with # inside a block of code is no heading."""
    code = [(fence.opening.start, fence.end) for fence in fences_of(page)]
    headings = [
        (line.start, len(match["signs"]), match["title"].strip())
        for line in lines_of(page)
        if (match := HEADING.match(line.text)) and not any(start <= line.start < end for start, end in code)
    ]
    first = headings[0][0] if headings else len(page)
    if STAMP.sub("", page[:first]).strip():
        headings.insert(0, (0, 0, ""))
    ends = [start for start, _, _ in headings[1:]] + [len(page)]
    return [
        Section(depth, title, start, page[start:end], _stamp_at(page, start, depth))
        for (start, depth, title), end in zip(headings, ends, strict=True)
    ]


def _stamp_at(page: str, start: int, depth: int) -> str:
    if depth == 0:
        match = STAMP.match(page)
    else:
        *_, match = [None, *STAMP.finditer(page, 0, start)]
    return match[1] if match and (depth == 0 or match.end() == start) else ""


def fingerprint(section: Section) -> str:
    """The hash of a section, without what is replayed on both pages: the answers of commands and of Python.

    Line breaks do not matter either, so a paragraph can be wrapped anew.
    """
    text, position = "", 0
    for fence in fences_of(section.text):
        text += section.text[position : fence.opening.end] + "\n".join(_asked(fence)) + "\n"
        position = fence.end
    text = MARKER.sub(lambda match: match["opening"], text + section.text[position:])
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def _asked(fence: Fence) -> list[str]:
    """The lines of a block of code without the answers in it."""
    lines = [line.text for line in fence.lines]
    if fence.language == "console":
        return [line for line in lines if line.startswith("$ ")]
    if any(line.startswith(">>> ") for line in lines):
        return [line for line in lines if line.startswith((">>> ", "... "))]
    return lines


def problems(pair: Pair, root: Path) -> list[str]:
    """What is wrong with a pair, each with the page and the section."""
    page = pair.chinese.relative_to(root).as_posix()
    if not pair.english.is_file():
        return [f"{page}: its English page {pair.english.relative_to(root).as_posix()} does not exist"]
    english, chinese = (path.read_text(encoding="utf-8") for path in pair)
    texts = [*_unnamed(pair, root), *_english_links(pair), *_differences(english, chinese), *mistakes(chinese)]
    return [f"{page}: {text}" for text in texts]


def _unnamed(pair: Pair, root: Path) -> Iterator[str]:
    """Whichever of both pages does not name the other in its first lines."""
    for path, twin, name in ((pair.english, pair.chinese, "中文"), (pair.chinese, pair.english, "English")):
        target = Path(relpath(twin, path.parent)).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()[:FIRST_LINES]
        if not any(f"[{name}]({target})" in line for line in lines):
            yield f"{path.relative_to(root).as_posix()} does not say [{name}]({target}) in its first lines"


def _english_links(pair: Pair) -> Iterator[str]:
    """Links that lead from the Chinese page to an English one, other than its twin."""
    for target in LINK.findall(pair.chinese.read_text(encoding="utf-8")):
        linked = (pair.chinese.parent / target).resolve()
        is_chinese = "zh" in linked.parts or linked.name.endswith(".zh-CN.md")
        if linked.suffix == ".md" and not is_chinese and linked != pair.english.resolve():
            yield f"the link to {target} leads to an English page"


def _differences(english: str, chinese: str) -> Iterator[str]:
    """Where the sections of both pages do not match."""
    ours, theirs = sections(chinese), sections(english)
    if [section.depth for section in ours] != [section.depth for section in theirs]:
        yield f"the headings are {_outline(ours)}, and on the English page {_outline(theirs)}"
        return
    for translated, original in zip(ours, theirs, strict=True):
        where = f"section {translated.title or '(start)'!r}"
        if translated.stamp != fingerprint(original):
            changed = "changed since it was translated" if translated.stamp else "has no hash"
            yield f"{where}: the English section {original.title!r} {changed}: translate it, then run `{COMMAND}`"
        for difference in _other_commands(original, translated):
            yield f"{where}: {difference}"


def _outline(parts: list[Section]) -> str:
    return ", ".join(f"{'#' * section.depth} {section.title}".strip() or "(start)" for section in parts)


def _other_commands(english: Section, chinese: Section) -> Iterator[str]:
    """Where the blocks of code and the markers of two sections ask for different things."""
    original, translated = list(fences_of(english.text)), list(fences_of(chinese.text))
    if len(original) != len(translated):
        yield f"it has {len(translated)} blocks of code, and the English section {len(original)}"
        return
    for theirs, ours in zip(original, translated, strict=True):
        if theirs.opening.text != ours.opening.text:
            yield f"a block of code is {ours.opening.text!r}, and on the English page {theirs.opening.text!r}"
        elif _meaning(theirs) != [line.replace(LANGUAGE, "") for line in _meaning(ours)]:
            yield f"these lines differ from the English page by more than{LANGUAGE}: {_meaning(ours)}"
        elif silent := [line for line in _commands(ours) if LANGUAGE not in line]:
            yield f"these commands lack{LANGUAGE}: {silent}"
    markers, others = (
        sorted(match["command"].replace(LANGUAGE, "") for match in MARKER.finditer(section.text))
        for section in (english, chinese)
    )
    if markers != others:
        yield f"its markers ask for {others}, and those of the English section for {markers}"


def _commands(fence: Fence) -> list[str]:
    """The lines that call paramcalc in a terminal."""
    lines = _asked(fence) if fence.language in ("console", "sh") else []
    return [line for line in lines if re.search(r"(?:^|\$ |&& )paramcalc ", line)]


def _meaning(fence: Fence) -> list[str]:
    """What a block of code does, line by line. Comments in Python can be translated."""
    if fence.language != "python":
        return _asked(fence)
    body = "\n".join(line.text for line in fence.lines) + "\n"
    examples = doctest.DocTestParser().get_examples(body)
    source = "".join(example.source for example in examples) or body
    return ast.unparse(ast.parse(source)).splitlines()


def stamped(english: str, chinese: str) -> str:
    """The Chinese page with the hashes of the English sections as they are now; nothing else is changed.

    A page whose headings do not match stays as it is.
    """
    page = STAMP.sub("", chinese)
    translated, original = sections(page), sections(english)
    if [section.depth for section in translated] != [section.depth for section in original]:
        return chinese
    for section, source in zip(reversed(translated), reversed(original), strict=True):
        page = f"{page[: section.start]}<!-- en: {fingerprint(source)} -->\n{page[section.start :]}"
    return page
