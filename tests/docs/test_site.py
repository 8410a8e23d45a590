"""The site: every page has its place, links lead somewhere, and nothing comes from another host.

The tests that build the site need the extra `docs`: `pip install ".[docs]"`.
"""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import browser
import pytest
from generated import GENERATED
from site_pages import (
    CHINESE_CONFIG,
    CHINESE_DOCS,
    CONFIG,
    DOCS,
    build,
    build_strictly,
    builder,
    checkout,
    fetched_from_elsewhere,
    missing_pages,
    outside,
    pages_of,
)

import paramcalc

tomllib = pytest.importorskip("tomllib", reason="Python 3.11 and later can read the configuration")

BUILDER = builder()

NEEDS_GENERATOR = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None, reason="the site's generator is not installed: pip install '.[docs]'"
)


@pytest.fixture(scope="module")
def navigation() -> list[Any]:
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))["project"]["nav"]


@pytest.fixture(scope="module")
def chinese_navigation() -> list[Any]:
    return tomllib.loads(CHINESE_CONFIG.read_text(encoding="utf-8"))["project"]["nav"]


class TestNavigation:
    def test_every_page_has_a_place(self, navigation):
        missing = missing_pages(navigation, DOCS, without=CHINESE_DOCS)
        assert not missing, f"add these pages to `nav` in {CONFIG.name}: {', '.join(missing)}"

    def test_every_chinese_page_has_a_place(self, chinese_navigation):
        missing = missing_pages(chinese_navigation, CHINESE_DOCS)
        assert not missing, f"add these pages to `nav` in {CHINESE_CONFIG.name}: {', '.join(missing)}"

    def test_every_chinese_entry_is_a_page_and_stands_there_once(self, chinese_navigation):
        placed = list(pages_of(chinese_navigation))
        assert len(placed) == len(set(placed))
        assert [name for name in placed if not (CHINESE_DOCS / name).is_file()] == []

    def test_every_entry_is_a_page_and_stands_there_once(self, navigation):
        placed = list(pages_of(navigation))
        assert len(placed) == len(set(placed))
        assert [name for name in placed if not (DOCS / name).is_file()] == []

    def test_a_page_without_a_place_is_found(self, tmp_path):
        (tmp_path / "how-to").mkdir()
        for name in ("index.md", "how-to/placed.md", "how-to/lost.md"):
            (tmp_path / name).write_text("# A page\n")
        navigation = [{"Home": "index.md"}, {"How to": [{"Placed": "how-to/placed.md"}]}]
        assert missing_pages(navigation, tmp_path) == ["how-to/lost.md"]
        assert missing_pages(navigation, tmp_path, without=tmp_path / "how-to") == []


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str, update: bool) -> None:
    fresh = GENERATED[name]()
    if update:
        (DOCS / name).write_text(fresh, encoding="utf-8")
    assert (DOCS / name).read_text(encoding="utf-8") == fresh, "pytest tests/docs --update-docs writes the page anew"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_no_table_needs_an_escaped_bar(path: Path) -> None:
    r"""The site's Markdown shows `\|` in code with its backslash."""
    assert re.findall(r"^\|.*`[^`]*\\\|[^`]*`", path.read_text(encoding="utf-8"), re.MULTILINE) == []


def test_the_python_reference_has_every_public_name() -> None:
    lines = (DOCS / "python-reference.md").read_text(encoding="utf-8").splitlines()
    described = sorted(line.removeprefix("::: paramcalc.") for line in lines if line.startswith(":::"))
    assert described == sorted(name for name in paramcalc.__all__ if name != "__version__")


class TestOutside:
    """The check for other hosts, on planted pages."""

    @pytest.mark.parametrize(
        "planted",
        [
            '<script src="https://unpkg.com/x"></script>',
            '<link rel="stylesheet" href="//fonts.example.com/css?family=Inter">',
            '<img alt="" srcset="small.png 1x, https://example.com/large.png 2x">',
            '<p style="background: url(https://example.com/a.png)">',
            "<style>@import 'https://example.com/a.css';</style>",
            '<style>@font-face { src: url("http://example.com/a.woff2") }</style>',
            '<iframe src="http://example.com/"></iframe>',
            '<form action="https://example.com/subscribe"></form>',
            '<svg><image href="https://example.com/a.svg"/></svg>',
        ],
    )
    def test_what_is_fetched_is_found(self, planted, tmp_path):
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html><body><p>text</p>{planted}", encoding="utf-8")
        assert len(outside(page)) == 1

    @pytest.mark.parametrize(
        "planted", ['@import "https://example.com/a.css";', "a { src: url(//example.com/a.woff) }"]
    )
    def test_a_style_sheet_that_fetches_is_found(self, planted, tmp_path):
        sheet = tmp_path / "site.css"
        sheet.write_text(planted, encoding="utf-8")
        assert fetched_from_elsewhere(tmp_path) == {"site.css": outside(sheet)}
        assert len(outside(sheet)) == 1

    @pytest.mark.parametrize(
        "harmless",
        [
            '<a href="https://keras.io">Keras</a>',
            '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
            "<p>see https://keras.io</p>",
            '<img src="pictures/gru.svg" alt="">',
        ],
    )
    def test_links_and_text_are_not_fetched(self, harmless, tmp_path):
        page = tmp_path / "page.html"
        page.write_text(harmless, encoding="utf-8")
        assert outside(page) == []


class TestHalves:
    """How the halves of the site are staged and checked, without building them."""

    @pytest.mark.parametrize(
        ("name", "text", "expected"),
        [
            ("start.md", "[中文](zh/start.md)", "[中文](zh/start.html)"),
            ("how-to/a.md", "[中文](../zh/how-to/a.md)", "[中文](../zh/how-to/a.html)"),
            ("how-to/a.md", "[b](b.md) [c](../c.md#d)", "[b](b.md) [c](../c.md#d)"),
            ("zh/start.md", "[English](../start.md)", "[English](../start.html)"),
            ("zh/how-to/a.md", "[English](../../how-to/a.md#x)", "[English](../../how-to/a.html#x)"),
            ("zh/how-to/a.md", "[b](b.md) [c](../c.md)", "[b](b.md) [c](../c.md)"),
            ("start.md", "[x](https://example.com/zh/start.md)", "[x](https://example.com/zh/start.md)"),
        ],
    )
    def test_links_across(self, name, text, expected):
        assert BUILDER.linked_across(text, PurePosixPath(name)) == expected

    def test_the_examples_of_the_builder(self):
        assert doctest.testmod(BUILDER) == (0, 3)

    def test_broken_links_are_found(self, tmp_path):
        (tmp_path / "zh").mkdir()
        (tmp_path / "calculator").mkdir()
        (tmp_path / "calculator" / "index.html").write_text("")
        good = '<p id="a"><a href="zh/b.html#b">b</a> <a href="#a">a</a> <a href="https://example.com/x.html">x</a>'
        good += '<a href="calculator/index.html#lang=zh">c</a>'
        (tmp_path / "a.html").write_text(good)
        (tmp_path / "zh" / "b.html").write_text('<p id="b"><a href="../a.html">a</a>')
        assert list(BUILDER.broken_links(tmp_path)) == []
        (tmp_path / "zh" / "b.html").write_text('<p id="c"><a href="../begin.html">a</a><img src="none.png">')
        assert list(BUILDER.broken_links(tmp_path)) == [
            "a.html: zh/b.html#b",
            "zh/b.html: ../begin.html",
            "zh/b.html: none.png",
        ]

    def test_the_selector_leads_to_the_twin(self, tmp_path):
        (tmp_path / "zh" / "x").mkdir(parents=True)
        (tmp_path / "x").mkdir()
        entry = '<a href="{}index.html" hreflang="{}">'
        for name, up in (("x/a.html", "../"), ("x/b.html", "../"), ("zh/x/a.html", "../../")):
            (tmp_path / name).write_text(entry.format(up, "en") + entry.format(f"{up}zh/", "zh"))
        BUILDER.link_pairs(tmp_path)
        assert 'href="../x/a.html" hreflang="en"' in (tmp_path / "x" / "a.html").read_text()
        assert 'href="../zh/x/a.html" hreflang="zh"' in (tmp_path / "x" / "a.html").read_text()
        assert 'href="../../x/a.html" hreflang="en"' in (tmp_path / "zh" / "x" / "a.html").read_text()
        assert 'href="../zh/index.html" hreflang="zh"' in (tmp_path / "x" / "b.html").read_text()

    def test_the_configuration_is_written_as_it_was_read(self):
        config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
        text = "".join(f"{name} = {BUILDER.toml(value)}\n" for name, value in config.items())
        assert tomllib.loads(text) == config

    def test_the_chinese_half_differs_in_words_alone(self):
        english = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["project"]
        chinese = tomllib.loads(CHINESE_CONFIG.read_text(encoding="utf-8"))["project"]
        assert set(chinese) == {"site_description", "copyright", "nav", "theme", "extra"}
        assert set(chinese["theme"]) == {"language", "palette"}
        for one, other in zip(english["theme"]["palette"], chinese["theme"]["palette"], strict=True):
            assert {**one, "toggle": {**one["toggle"], "name": other["toggle"]["name"]}} == other


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy of its sources."""
    folder = checkout(tmp_path_factory.mktemp("checkout"))
    process = build(folder)
    assert process.returncode == 0, process.stdout
    return folder / "site"


def index(folder: Path) -> Any:
    """What the search of a half of the site knows."""
    return json.loads((folder / "search.json").read_text(encoding="utf-8"))


@NEEDS_GENERATOR
class TestBuilt:
    def test_every_page_is_built(self, site, navigation):
        assert [name for name in pages_of(navigation) if not (site / name).with_suffix(".html").is_file()] == []

    def test_nothing_comes_from_another_host(self, site):
        assert fetched_from_elsewhere(site) == {}

    def test_the_search_knows_the_pages(self, site):
        assert "23,625" in (site / "search.json").read_text(encoding="utf-8")

    def test_the_examples_of_docstrings_are_fences(self, site):
        page = (site / "python-reference.html").read_text(encoding="utf-8")
        assert "paramcalc.gru" in page
        assert "&gt;&gt;&gt;" in page
        assert "<blockquote>" not in page

    def test_the_chinese_pages_are_built(self, site, chinese_navigation):
        assert chinese_navigation
        for name in pages_of(chinese_navigation):
            page = (site / "zh" / name).with_suffix(".html").read_text(encoding="utf-8")
            assert '<html lang="zh"' in page, name
        assert "zh" not in {Path(item["location"]).parts[0] for item in index(site)["items"]}

    def test_the_search_knows_the_chinese_pages(self, site):
        found = index(site / "zh")
        assert found["config"]["lang"] == ["zh"]
        texts = " ".join(item["text"] for item in found["items"])
        assert "23,625" in texts
        assert "重置门" in texts

    def test_each_page_leads_to_its_twin(self, site, chinese_navigation):
        """The line below the title and the selector of languages lead to the same page, on both sides."""
        for name in pages_of(chinese_navigation):
            if not (DOCS / name).is_file():
                continue
            page = Path(name).with_suffix(".html").as_posix()
            up = "../" * page.count("/")
            english = (site / page).read_text(encoding="utf-8")
            chinese = (site / "zh" / page).read_text(encoding="utf-8")
            assert re.search(rf'<a href="(\./)?{up}zh/{page}">中文</a>', english), page
            assert re.search(rf'<a href="(\./)?{up}\.\./{page}">English</a>', chinese), page
            assert re.search(rf'<a href="(\./)?{up}zh/{page}" hreflang="zh"', english), page
            assert re.search(rf'<a href="(\./)?{up}\.\./{page}" hreflang="en"', chinese), page

    def test_a_page_without_a_twin_leads_to_the_first_page(self, site):
        assert not (site / "zh" / "layers.html").exists()
        page = (site / "layers.html").read_text(encoding="utf-8")
        assert re.search(r'<a href="(\./)?zh/index\.html" hreflang="zh"', page)

    def test_every_link_of_both_halves_leads_somewhere(self, site):
        assert list(BUILDER.broken_links(site)) == []

    def test_the_chinese_calculator_opens_in_chinese(self, site):
        page = (site / "zh" / "calculator.html").read_text(encoding="utf-8")
        assert 'href="../calculator/index.html#lang=zh"' in page

    def test_a_broken_link_to_the_other_language_fails(self, tmp_path):
        folder = checkout(tmp_path)
        page = folder / "docs" / "zh" / "start.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n[哪儿](../nowhere.md)\n", encoding="utf-8")
        process = build(folder)
        assert process.returncode == 1
        assert "zh/start.html: ../nowhere.html" in process.stdout

    def test_a_broken_link_fails(self, tmp_path):
        config = tmp_path / "zensical.toml"
        config.write_text('[project]\nsite_name = "planted"\n', encoding="utf-8")
        (tmp_path / "docs").mkdir()
        page = tmp_path / "docs" / "index.md"
        page.write_text("# A page\n\n[itself](index.md)\n", encoding="utf-8")
        assert build_strictly(tmp_path).returncode == 0
        page.write_text("# A page\n\n[nothing](nowhere.md)\n", encoding="utf-8")
        assert build_strictly(tmp_path).returncode != 0

    @pytest.mark.skipif(browser.CHROMIUM is None, reason="chromium is not installed")
    def test_a_browser_asks_no_other_host(self, site, navigation, chinese_navigation, tmp_path):
        pages = ["calculator/index.html"]
        pages += [Path(name).with_suffix(".html").as_posix() for name in pages_of(navigation)]
        pages += [Path("zh", name).with_suffix(".html").as_posix() for name in pages_of(chinese_navigation)]
        asked = browser.requests(site, pages, tmp_path / "log.json")
        assert [url for url in asked if url.startswith("http")] == []
        assert {f"/{page}" for page in pages} <= set(asked)

    @pytest.mark.skipif(browser.CHROMIUM is None, reason="chromium is not installed")
    @pytest.mark.parametrize(
        ("start", "words", "first", "heading"),
        [
            ("zh/start.html", "重置门", "重置门", "个结果"),
            ("zh/start.html", "冗余的偏置", "冗余", "个结果"),
            ("zh/start.html", "23,625", "23,625", "个结果"),
            ("zh/start.html", "词典里没有的", "没有结果", "没有结果"),
            ("start.html", "reset gate", "reset", "results"),
        ],
    )
    def test_the_search_answers(self, site, tmp_path, start, words, first, heading):
        """Words are typed into the search of a served page. In Chinese, none of its own texts is English."""
        answer = browser.search(site, start, words, tmp_path / "profile")
        assert first in answer["text"]
        assert heading in answer["text"]
        if start.startswith("zh/"):
            assert re.findall(r"[A-Za-z]{3,} [a-z]{2,}|Search|Filters|Tags", " ".join(answer["own"])) == []

    def test_the_calculator_is_a_part_of_it(self, site):
        assert 'id="total"' in (site / "calculator" / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(browser.CHROMIUM is None, reason="chromium is not installed")
def test_a_request_of_a_script_is_seen(tmp_path):
    page = "<!doctype html><script>fetch('https://example.com/' + 'a.json').catch(() => 0)</script>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert "https://example.com/a.json" in browser.requests(tmp_path, ["page.html"], tmp_path / "log.json")
