"""The calculator in a real browser: every number on the page is the program's, and the page asks nobody for anything.

It needs Chromium with its driver (Debian: `apt install chromium chromium-driver`) and `pip install selenium`.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from calculator_browser import MISSING, Keys, browser, read
from calculator_page import builder

from paramcalc import layer
from paramcalc.api import LayerBreakdown
from paramcalc.cli.app import run
from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.layer import option_effect
from paramcalc.document.writers.plain import TextWriter
from paramcalc.frameworks import FRAMEWORKS, cells, homes
from paramcalc.layers.comparison import option_effects

if MISSING:
    pytest.skip(f"no browser to open the page in; missing: {', '.join(MISSING)}", allow_module_level=True)

CHOICES = random.Random(20261121)

SETTINGS_OF_A_VARIANT = 24
"""With all variants, more than 2,000 settings."""


class Setting(NamedTuple):
    """What is chosen on the page, as a link and as arguments of `layer`."""

    link: str
    cell: str
    arguments: dict[str, Any]

    @property
    def breakdown(self) -> LayerBreakdown:
        """The program's answer."""
        return layer(self.cell, **self.arguments)


def variants() -> Iterator[tuple[str, str, dict[str, bool], str]]:
    """Each cell, framework and choice of switches; the last is an option that is a size, or empty."""
    for cell in cells():
        for framework, entry in homes(cell).items():
            switches = [option.name for option in entry.options if not option.is_size]
            switches += [] if entry.always_bias else ["bias"]
            for values in product((True, False), repeat=len(switches) + 1):
                chosen = dict(zip((*switches, "bidirectional"), values, strict=True))
                yield cell, framework, chosen, ""
                for option in entry.options:
                    if option.is_size:
                        yield cell, framework, chosen, option.name


def some_size() -> int:
    """Small, usual and long sizes; one in eight has a hundred digits."""
    return CHOICES.choice([1, 2, 3, 28, 75, 512, CHOICES.randrange(1, 3000), CHOICES.randrange(10**99, 10**100)])


def setting(cell: str, framework: str, chosen: dict[str, bool], option: str) -> Setting:
    """A setting of a variant with sizes and layers of its own; one size in twelve is left free."""
    entry = homes(cell)[framework]
    names = ("filters", "channels", "kernel_size") if entry.spatial else ("units", "input")
    sizes = {name: some_size() for name in names if CHOICES.randrange(12)}
    layers = CHOICES.choice([1, 1, 2, 3, 5])
    if option:
        sizes[option] = CHOICES.randrange(1, 40)
        if sizes.get("units", 10**6) <= sizes[option]:
            sizes["units"] = sizes[option] + CHOICES.randrange(1, 99)
    link = {"cell": cell, **sizes, "framework": framework}
    link |= {name: str(value).lower() for name, value in chosen.items()}
    link |= {"layers": layers} if layers > 1 else {}
    text = "#" + "&".join(f"{name}={value}" for name, value in link.items())
    return Setting(text, cell, {"framework": framework, **chosen, **sizes, "layers": layers})


SETTINGS = [setting(*variant) for variant in variants() for _ in range(SETTINGS_OF_A_VARIANT)]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """The page as a file on disk."""
    path = tmp_path_factory.mktemp("calculator") / "calculator.html"
    path.write_text(builder().build(incomplete=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def driver(page) -> Iterator[Any]:
    """A browser of desktop width that has the page open."""
    opened = browser()
    opened.get(page.as_uri())
    yield opened
    opened.quit()


COMPARED = ("value", "total", "title", "formula", "markdown", "problem", "why", "frameworks")


def differences(setting: Setting, answer: dict[str, Any]) -> list[str]:
    """What the page says otherwise than the program."""
    real = setting.breakdown
    number = isinstance(real.total, int)
    markdown, writer = real.to("markdown"), TextWriter(PLAIN)
    formula = real.to("text").partition("\nformula")[2].partition("\ntensors")[0]
    expected = {
        "value": str(real.total) if number else "",
        "total": f"{real.total:,}" if number else str(real.total),
        "title": markdown.partition("\n")[0].strip("*").replace("\\", ""),
        "formula": "\n".join(line.strip() for line in formula.strip().splitlines()),
        "markdown": markdown[: markdown.index("\n- tensors")] + "\n",
        "problem": "",
        "why": [[effect.option, writer.content(option_effect(effect))] for effect in option_effects(real)],
        "frameworks": {name: total for name, total in across(setting) if total is not None},
    }
    said = {**answer, "frameworks": {name: total for name, total in answer["frameworks"] if total is not None}}
    return [f"{setting.link} {key}: {said[key]!r}, not {text!r}" for key, text in expected.items() if said[key] != text]


def across(setting: Setting) -> Iterator[tuple[str, str | None]]:
    """The total in each framework that has the cell; options that a framework lacks do not count there."""
    for framework, entry in homes(setting.cell).items():
        own = {option.name for option in entry.options}
        common = {"units", "input", "filters", "channels", "kernel_size", "bias", "bidirectional", "layers"}
        arguments = {name: value for name, value in setting.arguments.items() if name in own | common}
        if entry.always_bias and not arguments.get("bias", True):
            yield framework, None
            continue
        total = layer(setting.cell, **{**arguments, "framework": framework}).total
        yield framework, str(total) if isinstance(total, int) else ""


def test_there_are_enough_settings_of_every_kind():
    assert len(SETTINGS) >= 2000
    named = {(cell, framework) for framework, known in FRAMEWORKS.items() for cell in known.cells}
    assert {(setting.cell, setting.arguments["framework"]) for setting in SETTINGS} == named
    options = {name for setting in SETTINGS for name in setting.arguments}
    assert {option.name for cell in cells() for entry in homes(cell).values() for option in entry.options} <= options
    assert sum(len(str(setting.arguments.get("units", ""))) == 100 for setting in SETTINGS) > 100


def test_every_setting_is_answered_as_by_the_program(driver):
    answers = read(driver, [setting.link for setting in SETTINGS], COMPARED)
    wrong = [line for pair in zip(SETTINGS, answers, strict=True) for line in differences(*pair)]
    assert wrong == [], f"{len(wrong)} differences"


def test_a_wrong_polynomial_is_noticed(page, tmp_path):
    """One factor of one polynomial is changed: the settings that use it are wrong, and the comparison says so."""
    text = page.read_text(encoding="utf-8")
    before, mark, data = text.partition('"polynomials":')
    end = data.index("]}") + 1
    polynomials = json.loads(data[:end])
    index = int(re.search(r'"gru keras reset_after bias":\{[^{]*?"total":(\d+)', text)[1])
    polynomials[index][-1][0] += 1
    planted = tmp_path / "planted.html"
    planted.write_text(f"{before}{mark}{json.dumps(polynomials)}{data[end:]}", encoding="utf-8")
    opened = browser()
    try:
        opened.get(planted.as_uri())
        chosen = SETTINGS[::SETTINGS_OF_A_VARIANT]
        answers = read(opened, [setting.link for setting in chosen], COMPARED)
    finally:
        opened.quit()
    assert [line for pair in zip(chosen, answers, strict=True) for line in differences(*pair)]


def rectangles(svg: str) -> list[tuple[float, ...]]:
    """The areas and frames of a picture, each with its place and size."""
    root = ElementTree.fromstring(svg)
    found = []
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        if rect.get("class") in ("pc-area", "pc-frame"):
            found.append(tuple(round(float(rect.get(name)), 1) for name in ("x", "y", "width", "height")))
    return found


def words(svg: str) -> list[str]:
    return [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_picture_is_the_programs(driver):
    chosen = [setting for setting in SETTINGS[::7] if len(setting.link) < 200]
    assert len(chosen) > 100
    answers = read(driver, [setting.link for setting in chosen], ["picture"])
    for setting, answer in zip(chosen, answers, strict=True):
        real = setting.breakdown.to("svg")
        assert words(answer["picture"]) == words(real), setting.link
        for one, two in zip(rectangles(answer["picture"]), rectangles(real), strict=True):
            assert one == pytest.approx(two, abs=0.11), setting.link


def test_latex_is_the_programs(driver):
    chosen = SETTINGS[::11]
    answers = read(driver, [setting.link for setting in chosen], ["latex"])
    for setting, answer in zip(chosen, answers, strict=True):
        real = setting.breakdown.to("latex")
        start, steps = answer["latex"].split("\\end{tabular}\n")
        assert real.startswith(start), setting.link
        assert steps.strip() in real, setting.link


def test_the_command_gives_the_same_total(driver, capsys):
    chosen = SETTINGS[::13]
    for answer in read(driver, [setting.link for setting in chosen], ["command", "value"]):
        program, *arguments = answer["command"].split()
        assert program == "paramcalc"
        assert run([*arguments, "--json"]) == 0, answer["command"]
        total = json.loads(capsys.readouterr().out)["total"]
        assert (str(total) if total is not None else "") == answer["value"], answer["command"]


def test_the_table_on_the_page_is_that_of_the_markdown(driver):
    chosen = SETTINGS[::17]
    for answer in read(driver, [setting.link for setting in chosen], ["markdown", "table"]):
        lines = re.findall(r"^\| (.*) \|$", answer["markdown"], re.MULTILINE)
        cells_of = [
            [re.sub(r"^\*+|\*+$", "", cell).replace("\\", "").strip() for cell in line.split(" | ")] for line in lines
        ]
        shown = [[cell for cell in row if cell] for row in answer["table"]]
        assert shown == [[cell for cell in row if cell] for row in cells_of if not set(row[0]) <= {":", "-"}]


@pytest.mark.parametrize(
    ("link", "value", "says"),
    [
        ("#cell=gru&units=75&input=28&framework=keras&reset_after=true", "23625", ""),
        ("#cell=gru&units=75&input=28&framework=keras&reset_after=false", "23400", ""),
        ("#cell=gru&units=1,000&input=28", "3090000", ""),
        ("#cell=gru&units=75", "", ""),
        ("#cell=gru&units=0&input=28", "", "units takes a whole number of at least 1"),
        ("#cell=gru&units=7.5&input=28", "", "units takes a whole number of at least 1"),
        ("#cell=gru&units=75&input=-1", "", "input takes a whole number of at least 1"),
        (f"#cell=gru&units={'9' * 1001}&input=28", "", "units has more than 1,000 digits"),
        ("#cell=gru&units=75&input=28&layers=101", "", "layers takes a whole number from 1 to 100"),
        ("#cell=lstm&units=75&input=28&framework=pytorch&projection=75", "", "projection must be smaller than units"),
        ("#cell=toString", "", "there is no cell toString"),
        ("#cell=gru&framework=constructor", "", "constructor has no cell gru"),
        ("#cell=gru&units=75&input=28&peepholes=true", "", "gru of keras has no peepholes"),
        ("#cell=gru&units=75&input=28&bias=no", "", "bias is true or false"),
        ("#cell=gru&units=75&input=28&framework=flax-nnx&bias=false", "", "cannot be without biases"),
        ("#cell=%3Cimg%20src=x%20onerror=alert(1)%3E", "", "there is no cell <img"),
    ],
)
def test_links(driver, link, value, says):
    (answer,) = read(driver, [link])
    assert answer["value"] == value
    assert says in answer["problem"]
    assert bool(says) == bool(answer["problem"])
    copies = driver.execute_script("return [...document.querySelectorAll('[data-copy]')].map((each) => each.disabled)")
    assert set(copies) == {bool(says)}


def test_a_link_that_the_page_made_opens_the_same_answer(driver):
    """A change in the form is in the link, and the link brings it back."""
    read(driver, ["#cell=gru&units=75&input=28"])
    driver.find_element("id", "switch-reset_after").click()
    driver.find_element("id", "switch-bidirectional").click()
    made = driver.execute_script("return location.hash")
    assert made == "#cell=gru&units=75&input=28&framework=keras&reset_after=false&bidirectional=true"
    value = driver.find_element("id", "total").get_attribute("data-value")
    assert value == str(layer("gru", units=75, input=28, reset_after=False, bidirectional=True).total)
    read(driver, ["#cell=rnn&units=1&input=1"])
    assert read(driver, [made])[0]["value"] == value


def test_the_keyboard_alone(page):
    """From the top of the page to another cell, other sizes and an option, without a pointer."""
    driver = browser()
    try:
        driver.get(page.as_uri())

        def focused() -> str:
            return driver.execute_script(
                "const a = document.activeElement; return a.id || a.dataset.slider || a.tagName"
            )

        def total() -> str:
            return driver.find_element("id", "total").get_attribute("data-value")

        def press(*keys: str) -> None:
            driver.switch_to.active_element.send_keys(*keys)

        driver.find_element("tag name", "body").send_keys(Keys.TAB)
        assert focused() == "BUTTON"
        press(Keys.TAB, Keys.TAB)
        assert focused() == "cell"
        press("l")
        assert total() == str(layer("lstm", units=75, input=28).total)
        assert focused() == "cell"
        press(Keys.ARROW_DOWN)
        press(Keys.TAB)
        assert focused() == "framework"
        press(Keys.TAB)
        assert focused() == "size-units"
        press(Keys.ARROW_UP)
        assert total() == str(layer("gru", units=76, input=28).total)
        press(Keys.TAB)
        assert focused() == "units"
        press(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
        assert total() == str(layer("gru", units=74, input=28).total)
        assert driver.find_element("id", "size-units").get_attribute("value") == "74"
        press(Keys.TAB)
        press(Keys.CONTROL, "a")
        press(str(10**99))
        assert total() == str(layer("gru", units=74, input=10**99).total)
        press(Keys.TAB, Keys.TAB)
        while focused() != "switch-reset_after":
            press(Keys.TAB)
        press(Keys.SPACE)
        assert total() == str(layer("gru", units=74, input=10**99, reset_after=False).total)
        seen = set()
        while focused() != "BODY" and focused() not in seen:
            seen.add(focused())
            press(Keys.TAB)
        assert {"copy-link", "switch-bias", "switch-bidirectional"} <= seen
    finally:
        driver.quit()


@pytest.mark.parametrize("what", ["command", "markdown", "latex"])
def test_copying(driver, what):
    (answer,) = read(driver, ["#cell=gru&units=75&input=28&framework=pytorch"], [what])
    driver.execute_script(
        "window.copied = []; document.execCommand = () => { copied.push(getSelection().toString()); }"
    )
    driver.execute_script("navigator.clipboard.writeText = async (text) => { copied.push(text); }")
    driver.find_element("css selector", f"[data-copy={what}]").click()
    assert driver.execute_script("return copied") == [answer[what]]
    assert "Copied" in driver.find_element("id", "copied").text
    driver.find_element("id", "copy-link").click()
    assert driver.execute_script("return copied[1]").endswith("#cell=gru&units=75&input=28&framework=pytorch")


def test_choosing_a_framework_from_the_table(driver):
    read(driver, ["#cell=gru&units=75&input=28"])
    driver.find_element("css selector", "[data-choose=flax-linen]").click()
    assert driver.find_element("id", "total").get_attribute("data-value") == "23475"
    assert driver.find_element("id", "framework").get_attribute("value") == "flax-linen"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_screens(page, tmp_path, width, height, dark):
    """Nothing is wider than the screen, and the page has the colours that the system asks for."""
    driver = browser(width, height, dark=dark, mobile=width < 500)
    try:
        for link in ("", "#cell=lstm&units=75&input=28&framework=pytorch&projection=20&bidirectional=true&layers=3"):
            driver.get(f"{page.as_uri()}{link}")
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width
            ground = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(13, 17, 23)" if dark else "rgb(255, 255, 255)")
            assert len(driver.get_screenshot_as_png()) > 10_000
        total = driver.find_element("id", "total").rect
        assert total["y"] < height, "the total is on the first screen"
    finally:
        driver.quit()


def test_no_error_and_no_request(page):
    """The browser's own log: the page itself is all that is loaded."""
    driver = browser()
    try:
        driver.get(page.as_uri())
        read(driver, [setting.link for setting in SETTINGS[::100]])
        assert driver.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
        sent = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        assert {url.partition("#")[0] for url in sent} <= {page.as_uri(), "data:,"}
        assert page.as_uri() in {url.partition("#")[0] for url in sent}
    finally:
        driver.quit()
