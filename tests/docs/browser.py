"""What a real browser asks for when it shows the pages of a site, its scripts included."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

CHROMIUM = shutil.which("chromium")

SECONDS = 600
"""How long the browser may take for all pages."""


SECONDS_FOR_A_SEARCH = 120


class _Server(SimpleHTTPRequestHandler):
    """Serves a folder, and keeps what a page sends."""

    def __init__(self, *arguments: Any, sent: Queue[str] | None = None, **options: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **options)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_POST(self) -> None:
        """Keep the text that a page sends."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(204)
        self.end_headers()
        if self.sent is not None:
            self.sent.put(text)


@contextmanager
def served(folder: Path, sent: Queue[str] | None = None) -> Iterator[str]:
    """The address of a folder, served on this machine; what its pages send comes into `sent`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, directory=str(folder), sent=sent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


SEARCH = """
<!doctype html><meta charset="utf-8"><iframe src="%(page)s" width="1200" height="900"></iframe>
<script>
const frame = document.querySelector("iframe");
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const inside = ({ shadowRoot: held }) => held ? [held, ...roots(held)] : [];
const roots = (root) => [...root.querySelectorAll("*")].flatMap(inside);
async function until(find) {
  for (let tries = 0; tries < 300; tries++) {
    const result = find();
    if (result) return result;
    await wait(100);
  }
}
frame.addEventListener("load", async () => {
  const page = frame.contentDocument;
  const input = await until(() => {
    page.querySelector(".md-search__button").click();
    return roots(page).map((root) => root.querySelector("input")).find(Boolean);
  });
  input.value = %(words)s;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  await until(() => !/Loading|正在加载/.test(roots(page).map((root) => root.textContent).join("")));
  await wait(1000);
  const texts = [];
  for (const root of roots(page)) {
    const walker = page.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement || node.parentElement.closest("style")) continue;
      texts.push([Boolean(node.parentElement.closest("li, a")), node.nodeValue]);
    }
    for (const name of ["aria-label", "placeholder"]) {
      for (const element of root.querySelectorAll(`[${name}]`)) texts.push([false, element.getAttribute(name)]);
    }
  }
  const said = (wanted) => texts.filter(([isResult]) => wanted.includes(isResult)).map(([, text]) => text);
  const answer = { text: said([true, false]).join(""), own: said([false]) };
  await fetch("/", { method: "POST", body: JSON.stringify(answer) });
});
</script>
"""
"""A page that types words into the search of another one, and writes down what it answers."""


def search(folder: Path, page: str, words: str, profile: Path) -> Any:
    """What the search of a page answers: all its text, and of that the texts that are no results."""
    frame = folder / "search-frame.html"
    frame.write_text(SEARCH % {"page": page, "words": json.dumps(words)}, encoding="utf-8")
    sent: Queue[str] = Queue()
    with served(folder, sent) as address:
        browser = subprocess.Popen(
            [
                *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--no-first-run", f"--user-data-dir={profile}", f"{address}/{frame.name}"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return json.loads(sent.get(timeout=SECONDS_FOR_A_SEARCH))
        finally:
            browser.terminate()
            browser.wait()
            frame.unlink()


def requests(folder: Path, pages: Iterable[str], log: Path) -> list[str]:
    """The addresses that the pages of a folder ask for. All pages are shown at once, in frames of one page."""
    frames = "".join(f'<iframe src="{page}"></iframe>' for page in pages)
    frame = folder / "all-pages.html"
    frame.write_text(f"<!doctype html><title>all pages</title>{frames}", encoding="utf-8")
    with served(folder) as address:
        subprocess.run(
            [
                str(CHROMIUM),
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
                # No name is looked up, so that a request to another host is seen in the log and goes nowhere.
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                f"--user-data-dir={log.parent / 'profile'}",
                f"--log-net-log={log}",
                "--virtual-time-budget=5000",
                "--dump-dom",
                f"{address}/{frame.name}",
            ],
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    frame.unlink()
    asked = []
    for event in json.loads(log.read_text(encoding="utf-8"))["events"]:
        given = event.get("params", {})
        # What the browser asks for on its own account has no page as its initiator.
        if "url" in given and str(given.get("initiator", "")).startswith(address):
            asked.append(
                given["url"].replace(address, "").replace("//", "/", 1) if address in given["url"] else given["url"]
            )
    return asked
