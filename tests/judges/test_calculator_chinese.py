"""The calculator in Chinese, in a real browser: no English is left, and the numbers are those of the English page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from calculator_browser import MISSING, Keys, browser, read
from calculator_page import builder

from paramcalc import layer
from paramcalc.cli.app import run
from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.layer import option_effect
from paramcalc.document.translation import in_language
from paramcalc.document.writers.plain import TextWriter
from paramcalc.layers.comparison import option_effects
from paramcalc.phrases import speaking

if MISSING:
    pytest.skip(f"no browser to open the page in; missing: {', '.join(MISSING)}", allow_module_level=True)

BUILDER = builder()

DATA = BUILDER.export()

SIZES = {"units": 75, "input": 28, "filters": 32, "channels": 3, "kernel_size": 3}


def links() -> Iterator[str]:
    """Each variant with its sizes, and settings of other kinds."""
    for key, variant in DATA["variants"].items():
        cell, framework, *on = key.split()
        fields = {"kernel_size" if name.startswith("kernel_") else name for name in variant["sizes"]}
        sizes = {name: size for name, size in SIZES.items() if name in fields}
        entry = DATA["cells"][cell]["frameworks"][framework]
        names = [name for name in entry["defaults"] if name != "projection"]
        names += ["bidirectional", *([] if entry["always_bias"] else ["bias"])]
        switches = {name: str(name in on).lower() for name in names}
        given = {"cell": cell, "framework": framework, **sizes, **switches}
        yield "#" + "&".join(f"{name}={value}" for name, value in given.items())
    yield "#cell=gru&units=75"
    yield "#cell=lstm&framework=keras"
    yield "#cell=gru&units=75&input=28&layers=5&bidirectional=true"
    yield "#cell=convlstm2d&filters=7&channels=3&kernel_size=3&layers=2"
    yield "#cell=lstm&units=75&input=28&framework=pytorch&projection=20&layers=2"
    yield f"#cell=gru&units={'9' * 60}&input=28"


LINKS = list(links())

ERRORS = [
    "#cell=gru&units=0&input=28",
    "#cell=gru&units=7.5&input=28",
    f"#cell=gru&units={'9' * 1001}&input=28",
    "#cell=gru&units=75&input=28&layers=101",
    "#cell=lstm&units=75&input=28&framework=pytorch&projection=75",
    "#cell=7",
    "#cell=gru&framework=7",
    "#cell=gru&units=75&input=28&peepholes=true",
    "#cell=gru&units=75&input=28&bias=7",
    "#cell=gru&units=75&input=28&framework=flax-nnx&bias=false",
    "#cell=gru&units=75&input=28&framework=keras1&bias=false",
    "#cell=gru&units=0&input=0&layers=0",
]

TEXTS = """
const texts = [document.title];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const holder = node.parentElement;
  if (!holder.closest("script, style, noscript, pre, [hidden], [lang]:not(html)")) texts.push(node.nodeValue);
}
for (const name of ["aria-label", "title", "alt", "placeholder"]) {
  for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
}
return texts.map((text) => text.trim()).filter(Boolean);
"""
"""All texts that a reader sees or hears, but for code and what is marked as English."""


def names() -> Iterator[str]:
    """The names that are the same in every language: of frameworks, layers, options, sizes and tensors."""
    yield from ["paramcalc", "Markdown", "LaTeX", "lang", "true", "false", "True", "False"]
    yield from ["kernel", "recurrent", "bias", "use_bias", "proj_size", "layers", "bidirectional"]
    for cell, entry in DATA["cells"].items():
        yield cell
        yield from (option["name"] for option in entry["options"])
        yield from (framework["title"] for framework in entry["frameworks"].values())
    for name, title in DATA["frameworks"].items():
        yield from (name, *re.findall(r"[\w.]+", title))
    for variant in DATA["variants"].values():
        yield from variant["sizes"]
    yield from SIZES
    for panel in DATA["panels"]:
        for stored in panel:
            yield from stored["tensors"]


NAMES = {part for name in names() for part in re.findall(r"[A-Za-z]+", name)}


def english(texts: Iterable[str]) -> list[str]:
    """The texts with words of letters that are no names and no symbols such as `W_z`."""
    return sorted({text for text in texts if set(re.findall(r"(?<![A-Za-z_])[A-Za-z]{2,}(?!\w*_)", text)) - NAMES})


def test_the_checker_knows_english_from_names():
    assert english(["Gate by gate", "参数 is 23,625"]) == ["Gate by gate", "参数 is 23,625"]
    assert (
        english(["参数量", "r 重置门", "c_h 出现在 r * (U_h @ h + c_h) 中", "Keras GRU: units=75", "weight_ih_l0"])
        == []
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """The page as a file on disk."""
    path = tmp_path_factory.mktemp("calculator") / "calculator.html"
    path.write_text(BUILDER.build(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def driver(page) -> Iterator[Any]:
    """A browser that has the page open."""
    opened = browser()
    opened.get(page.as_uri())
    yield opened
    opened.quit()


def language(driver: Any) -> str:
    return driver.execute_script("return document.documentElement.lang")


def texts(driver: Any, link: str) -> list[str]:
    """The texts of the page for a link in Chinese."""
    read(driver, [f"{link}&lang=zh"])
    assert language(driver) == "zh-CN"
    return driver.execute_script(TEXTS)


def test_no_english_is_left(driver):
    left = {link: english(texts(driver, link)) for link in LINKS}
    assert {link: said for link, said in left.items() if said} == {}
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("link", ERRORS)
def test_errors_are_chinese(driver, link):
    said = texts(driver, link)
    assert english(said) == []
    (problem,) = [answer["problem"] for answer in read(driver, [f"{link}&lang=zh"], ["problem"])]
    assert re.search(r"[\u4e00-\u9fff]", problem)


@pytest.mark.parametrize("phrase", ["Gate by gate", "No answer", "{name}, slider", "gate\x04update"])
def test_a_phrase_without_a_translation_is_seen(page, tmp_path, phrase):
    data = BUILDER.export()
    data["words"]["zh"][phrase] = ""
    text = page.read_text(encoding="utf-8")
    before, mark, rest = text.partition("const DATA = ")
    planted = tmp_path / "planted.html"
    planted.write_text(f"{before}{mark}{json.dumps(data)};\n{rest.partition(chr(10))[2]}", encoding="utf-8")
    opened = browser()
    try:
        opened.get(planted.as_uri())
        assert english(texts(opened, ERRORS[0] if phrase == "No answer" else "#cell=gru&units=75&input=28"))
    finally:
        opened.quit()


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d,.]*\d|\d", text))


def test_numbers_are_those_of_the_english_page(driver):
    wanted = ("value", "total", "formula", "frameworks")
    prose = ("title", "markdown", "latex", "why", "picture", "command", "table")
    ones = read(driver, [f"{link}&lang=en" for link in LINKS], wanted + prose)
    others = read(driver, [f"{link}&lang=zh" for link in LINKS], wanted + prose)
    for link, one, other in zip(LINKS, ones, others, strict=True):
        assert {name: one[name] for name in wanted} == {name: other[name] for name in wanted}, link
        assert other["command"] == f"{one['command']} --lang zh"
        for name in ("title", "markdown", "latex", "why", "table"):
            assert numbers(str(one[name])) == numbers(str(other[name])), (link, name)
        drawn = [re.findall(r"<text[^>]*>([^<]*)", answer["picture"]) for answer in (one, other)]
        assert numbers(" ".join(drawn[0])) == numbers(" ".join(drawn[1])), link


def joined_words(svg: str) -> str:
    """The texts of a picture without blanks: a line that is too long may be broken elsewhere."""
    return "".join(re.findall(r"<text[^>]*>([^<]*)", svg)).replace(" ", "")


def test_the_page_says_what_the_program_says(driver, capsys):
    chosen = [f"{link}&lang=zh" for link in LINKS]
    for link, answer in zip(chosen, read(driver, chosen, ("command", "markdown", "latex", "picture")), strict=True):
        arguments = answer["command"].split()[1:]
        said = {}
        for form in ("markdown", "latex", "svg"):
            assert run([*arguments, "--format", form]) == 0
            said[form] = capsys.readouterr().out
        assert said["markdown"].startswith(answer["markdown"].rstrip("\n")), link
        assert said["latex"].startswith(answer["latex"].split("\\end{tabular}\n")[0]), link
        assert joined_words(answer["picture"]) == joined_words(said["svg"]), link


def test_the_why_is_the_programs(driver):
    chosen = ["#cell=gru&units=75&input=28", "#cell=gru&units=75&input=28&reset_after=false", "#cell=gru&units=9"]
    chosen.append("#cell=mgu&framework=flax-linen&units=75&input=28&reset_gate=false")
    for link, answer in zip(chosen, read(driver, [f"{link}&lang=zh" for link in chosen], ["why"]), strict=True):
        options = dict(part.split("=") for part in link.removeprefix("#").split("&"))
        cell, framework = options.pop("cell"), options.pop("framework", "keras")
        sizes = {name: int(options.pop(name)) for name in ("units", "input") if name in options}
        switches = {name: text == "true" for name, text in options.items()}
        effects = option_effects(layer(cell, framework=framework, **sizes, **switches))
        with speaking("zh"):
            writer = TextWriter(PLAIN)
            expected = [[effect.option, writer.content(in_language(option_effect(effect)))] for effect in effects]
        assert answer["why"] == expected, link


def test_the_command_answers_in_chinese(driver, capsys):
    (answer,) = read(driver, ["#cell=gru&units=75&input=28&lang=zh"], ["command"])
    program, *arguments = answer["command"].split()
    assert (program, arguments[-2:]) == ("paramcalc", ["--lang", "zh"])
    assert run(arguments) == 0
    shown = capsys.readouterr().out
    assert "23,625" in shown
    assert re.search(r"[\u4e00-\u9fff]", shown)


class TestChoice:
    """Which language is spoken."""

    def open(self, page: Path, fragment: str = "", accepted: str = "en-US") -> Any:
        opened = browser()
        agent = {"userAgent": "test", "acceptLanguage": accepted}
        opened.execute_cdp_cmd("Network.setUserAgentOverride", agent)
        opened.get(f"{page.as_uri()}{fragment}")
        return opened

    @pytest.mark.parametrize(
        ("accepted", "fragment", "spoken"),
        [
            ("en-US", "", "en"),
            ("de-DE", "", "en"),
            ("zh-CN", "", "zh-CN"),
            ("zh-TW", "#cell=lstm&units=3&input=2", "zh-CN"),
            ("zh-CN", "#cell=lstm&units=3&input=2&lang=en", "en"),
            ("en-US", "#lang=zh", "zh-CN"),
        ],
    )
    def test_link_then_browser(self, page, accepted, fragment, spoken):
        driver = self.open(page, fragment, accepted)
        try:
            assert language(driver) == spoken
            pressed = driver.execute_script("return document.querySelector('[aria-pressed=true]').textContent")
            assert pressed == {"en": "English", "zh-CN": "中文"}[spoken]
            if fragment in ("", "#lang=zh"):
                assert driver.find_element("id", "total").get_attribute("data-value") == "23625"
        finally:
            driver.quit()

    def test_the_keyboard_and_the_link(self, page):
        driver = self.open(page)
        try:
            driver.find_element("tag name", "body").send_keys(Keys.TAB)
            driver.switch_to.active_element.send_keys(Keys.TAB)
            driver.switch_to.active_element.send_keys(Keys.ENTER)
            assert language(driver) == "zh-CN"
            assert driver.execute_script("return document.activeElement.dataset.language") == "zh"
            made = driver.execute_script("return location.hash")
            assert made == "#cell=gru&units=75&input=28&framework=keras&reset_after=true&lang=zh"
            driver.find_element("id", "switch-reset_after").click()
            made = driver.execute_script("return location.hash")
            assert made == "#cell=gru&units=75&input=28&framework=keras&reset_after=false&lang=zh"
            driver.find_element("css selector", "[data-language=en]").click()
            assert language(driver) == "en"
            assert driver.execute_script("return location.hash").endswith("&reset_after=false&lang=en")
            assert driver.find_element("id", "total").get_attribute("data-value") == "23400"
            assert driver.get_log("browser") == []
        finally:
            driver.quit()

    def test_a_problem_is_said_in_the_other_language_too(self, page):
        driver = self.open(page, "#cell=gru&units=75&input=28&bias=7")
        try:
            assert driver.find_element("id", "problem").text == "bias is true or false"
            driver.find_element("css selector", "[data-language=zh]").click()
            assert english([driver.find_element("id", "problem").text]) == []
            assert driver.execute_script("return location.hash") == "#cell=gru&units=75&input=28&bias=7&lang=zh"
        finally:
            driver.quit()

    def test_an_unknown_language(self, driver):
        (answer,) = read(driver, ["#cell=gru&units=75&input=28&lang=de"])
        assert re.search("lang .*en.*zh", answer["problem"])
        assert answer["value"] == ""


def test_copying_says_so_in_chinese(driver):
    read(driver, ["#cell=gru&units=75&input=28&lang=zh"])
    driver.execute_script("window.copied = []; navigator.clipboard.writeText = async (text) => { copied.push(text); }")
    for button in ("#copy-link", "[data-copy=command]", "[data-copy=markdown]", "[data-copy=latex]"):
        driver.find_element("css selector", button).click()
        said = driver.find_element("id", "copied").text
        assert english([said]) == []
        assert "复制" in said
    link, command, markdown, latex = driver.execute_script("return copied")
    assert link.endswith("&lang=zh")
    assert command.endswith(" --lang zh")
    assert english(re.findall("[^|`*]+", markdown.partition("- ")[0])) == []
    assert "重置门" in markdown
    assert "重置门" in latex


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_screens(page, width, height, dark):
    """Nothing is wider than the screen, and the total is on the first one."""
    driver = browser(width, height, dark=dark, mobile=width < 500)
    try:
        driver.get(f"{page.as_uri()}#cell=lstm&units=75&input=28&framework=pytorch&projection=20&layers=3&lang=zh")
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert driver.find_element("id", "total").rect["y"] < height
        assert driver.find_element("id", "languages").is_displayed()
    finally:
        driver.quit()
