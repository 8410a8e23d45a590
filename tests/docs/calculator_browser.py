"""The calculator's page in a real browser, for the tests.

It needs Chromium with its driver (Debian: `apt install chromium chromium-driver`) and `pip install selenium`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

DRIVER = shutil.which("chromedriver")

try:
    from selenium import webdriver
    from selenium.webdriver.common.keys import Keys
except ImportError:
    webdriver = Keys = None

MISSING = [
    name
    for name, there in (("chromium", CHROMIUM), ("chromium-driver", DRIVER), ("pip install selenium", webdriver))
    if not there
]

READ = """
const [links, wanted, done] = arguments;
const text = (id) => document.getElementById(id).textContent;
const parts = {
  value: () => document.getElementById("total").dataset.value,
  total: () => text("total"),
  title: () => text("title"),
  formula: () => text("formula"),
  command: () => text("command"),
  markdown: () => text("markdown"),
  latex: () => text("latex"),
  problem: () => text("problem"),
  why: () => [...document.querySelectorAll("#why p")].map((p) => [p.dataset.option, p.textContent]),
  frameworks: () => [...document.querySelectorAll("#frameworks tr[data-framework]")]
    .map((row) => [row.dataset.framework, row.dataset.value ?? null]),
  table: () => [...document.querySelectorAll("#table tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
  picture: () => document.querySelector("#picture").innerHTML,
};
(async () => {
  const answers = [];
  for (const link of links) {
    if (location.hash !== link) {
      const changed = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
      location.hash = link;
      await changed;
    }
    answers.push(Object.fromEntries(wanted.map((name) => [name, parts[name]()])));
  }
  done(answers);
})();
"""


def browser(width: int = 1280, height: int = 900, *, dark: bool = False, mobile: bool = False) -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    # Without the last one, Chromium ignores a link after 200 of them within ten seconds.
    wanted = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-ipc-flooding-protection")
    for argument in wanted:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    driver.set_script_timeout(300)
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return driver


def read(driver: Any, links: list[str], wanted: Sequence[str] = ("value", "problem")) -> list[dict[str, Any]]:
    """What the page says for each link."""
    answers = []
    for start in range(0, len(links), 100):
        answers += driver.execute_async_script(READ, links[start : start + 100], list(wanted))
    return answers
