"""What several test files need: folders, and an environment without what would change the output."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
CASES = TESTS / "files" / "cases"
SAVED_MODELS = TESTS / "files" / "models"
TOOLS = TESTS / "tools"


def clean_environment(**changes: str) -> dict[str, str]:
    """This environment without what would change the output, and with the interpreter's own commands first."""
    drop = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING"}
    drop |= {"PARAMCALC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "PATH": path, "PYTHONUTF8": "1", "TERM": "xterm-256color", **changes}


def in_terminal(arguments: list[str], columns: int = 80, **environment: str) -> str:
    """The output of a Python command line (`-m paramcalc gru`) on a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([sys.executable, *arguments], stdout=theirs, env=clean_environment(**environment))
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:
        pass
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()
