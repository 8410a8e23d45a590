"""The site: every page has its place, links lead somewhere, and nothing comes from another host.

The tests that build the site need the extra `docs`: `pip install ".[docs]"`.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import browser
import pytest
from generated import GENERATED
from site_pages import (
    CONFIG,
    DOCS,
    build,
    build_strictly,
    checkout,
    fetched_from_elsewhere,
    missing_pages,
    outside,
    pages_of,
)

import paramcalc

tomllib = pytest.importorskip("tomllib", reason="Python 3.11 and later can read the configuration")

NEEDS_GENERATOR = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None, reason="the site's generator is not installed: pip install '.[docs]'"
)


@pytest.fixture(scope="module")
def navigation() -> list[Any]:
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))["project"]["nav"]


class TestNavigation:
    def test_every_page_has_a_place(self, navigation):
        missing = missing_pages(navigation, DOCS)
        assert not missing, f"add these pages to `nav` in {CONFIG.name}: {', '.join(missing)}"

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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy of its sources."""
    folder = checkout(tmp_path_factory.mktemp("checkout"))
    process = build(folder)
    assert process.returncode == 0, process.stdout
    return folder / "site"


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
    def test_a_browser_asks_no_other_host(self, site, navigation, tmp_path):
        pages = ["calculator/index.html"]
        pages += [Path(name).with_suffix(".html").as_posix() for name in pages_of(navigation)]
        asked = browser.requests(site, pages, tmp_path / "log.json")
        assert [url for url in asked if url.startswith("http")] == []
        assert {f"/{page}" for page in pages} <= set(asked)

    def test_the_calculator_is_a_part_of_it(self, site):
        assert 'id="total"' in (site / "calculator" / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(browser.CHROMIUM is None, reason="chromium is not installed")
def test_a_request_of_a_script_is_seen(tmp_path):
    page = "<!doctype html><script>fetch('https://example.com/' + 'a.json').catch(() => 0)</script>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert "https://example.com/a.json" in browser.requests(tmp_path, ["page.html"], tmp_path / "log.json")
