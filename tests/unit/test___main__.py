"""The entry point: the module and the script are the same, and garbage is still collected."""

from __future__ import annotations

import subprocess
import sys

from support import clean_environment


def test_the_module_and_the_script_are_the_same(paramcalc):
    script = subprocess.run(
        ["paramcalc", "gru", "--json"], capture_output=True, text=True, env=clean_environment(), check=False
    )
    assert script.stdout == paramcalc("gru", "--json").stdout
    assert script.returncode == 0


PROBE = """
import atexit, gc, sys
seen = []
def report():
    during = sorted(set(seen))
    print(gc.isenabled(), during, gc.get_threshold()[0] > 0, file=sys.stderr)
atexit.register(report)
import paramcalc.cli.app as app
run = app.run
def watched(*arguments):
    seen.append(gc.isenabled())
    code = run(*arguments)
    seen.append(gc.isenabled())
    return code
app.run = watched
sys.argv = ["paramcalc", "compare", "rnn", "lstm", "-u", "1:9", "-i", "1:9", "--format", "csv"]
from paramcalc.__main__ import main
main()
"""


def test_garbage_is_collected_during_a_run():
    process = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, env=clean_environment(), check=False
    )
    assert process.returncode == 0
    assert process.stderr == "True [True] True\n"


def test_the_exit_code(paramcalc):
    assert paramcalc("gruu").returncode == 2
    assert paramcalc("--version").returncode == 0
