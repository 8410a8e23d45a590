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

CHROMIUM = shutil.which("chromium")

SECONDS = 600
"""How long the browser may take for all pages."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


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
