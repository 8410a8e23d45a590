"""What several test files need: folders, and an environment without what would change the output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
CASES = TESTS / "files" / "cases"
SAVED_MODELS = TESTS / "files" / "models"
TOOLS = TESTS / "tools"


def clean_environment(**changes: str) -> dict[str, str]:
    """This environment without what would change the output, and with the interpreter's own commands first."""
    drop = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING", "LC_ALL", "LANG"}
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "PATH": path, "PYTHONUTF8": "1", "TERM": "xterm-256color", **changes}
