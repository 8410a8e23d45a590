"""Builds the documentation's site: `python docs/build.py`; `python docs/build.py serve` shows it while you write.

It builds the calculator's page, which is a part of the site, and then calls Zensical with zensical.toml.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent

CALCULATOR = DOCS / "calculator" / "index.html"
"""The page as a part of the site. It is made here and not kept in the repository."""

STRICT = ["build", "--clean", "--strict"]


def main(arguments: list[str]) -> int:
    """Build both; the arguments are those of Zensical, by default a strict build from nothing."""
    subprocess.run([sys.executable, str(DOCS / "calculator" / "build.py"), str(CALCULATOR)], check=True)
    return subprocess.run(
        [sys.executable, "-m", "zensical", *(arguments or STRICT)], cwd=DOCS.parent, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
