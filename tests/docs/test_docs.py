"""The docs say what is so: every fence is replayed, every command, option, form and exit code is described."""

from __future__ import annotations

import difflib
import importlib.util
import re
from pathlib import Path

import pytest
from docs_check import StaleError, pages, replay
from generated import GENERATED
from support import ROOT

from paramcalc import ExitCode
from paramcalc.batch.search import DEFAULT_PATTERNS
from paramcalc.cli.app import COMMANDS
from paramcalc.cli.limits import LIMIT_OPTIONS
from paramcalc.cli.many import MANY_OPTIONS
from paramcalc.cli.options import OPTIONS
from paramcalc.cli.sizing import OPTIONS as SIZING
from paramcalc.document import SCHEMAS, SUBJECTS, forms_of
from paramcalc.equations.syntax import CONVOLUTION, FUNCTIONS
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import DTYPE_NAMES
from paramcalc.models.summary import OPTIMIZERS
from paramcalc.verifiers import LEVELS, VERIFIERS


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_page_is_what_the_programs_print(path: Path, tmp_path: Path, update: bool) -> None:
    text = path.read_text(encoding="utf-8")
    if "verify" in text and importlib.util.find_spec("keras") is None:
        pytest.skip("TensorFlow is not installed, and this page verifies: pip install 'paramcalc[tensorflow]'")
    fresh = replay(text, tmp_path)
    if update:
        path.write_text(fresh, encoding="utf-8")
        text = fresh
    difference = "\n".join(difflib.unified_diff(text.splitlines(), fresh.splitlines(), "page", "programs", lineterm=""))
    assert not difference, f"{difference}\n(pytest --update-docs rewrites the pages)"


def test_there_are_pages() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in pages()}
    assert {"README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/zh/start.md"} <= names


def console(command: str, output: str) -> str:
    return f"text\n\n```console\n$ {command}\n{output}\n```\n"


class TestPlanted:
    """The check itself: each of these pages is wrong and must be caught."""

    def test_a_right_page_passes(self, tmp_path):
        page = console("paramcalc gru -u 75 -i 28 --json | grep '\"total\"'", '  "total": 23625,')
        assert replay(page, tmp_path) == page

    @pytest.mark.parametrize(
        "page",
        [
            console("paramcalc gru -u 75 -i 28 --json | grep '\"total\"'", '  "total": 23400,'),
            console("paramcalc --version", "paramcalc 0.0.0"),
            console("paramcalc gru 75 28 --only total", "23,400"),
            "A <!-- paramcalc: gru 75 28 --only total -->23,400<!-- /paramcalc -->\n",
            '````markdown title="a.md"\n```\n````\n\n```console\n$ cat a.md\n`` `\n```\n',
            console("echo '235 layers, 1 mismatch; 1.0e-06; 3.15.1; 6.5 s # verify'", "235 layers, no mismatches"),
            "```python\n>>> 1 + 1\n3\n```\n",
            "```python\n>>> import paramcalc\n>>> paramcalc.gru(75, 28).total\n23400\n```\n",
        ],
    )
    def test_a_wrong_output_is_replaced(self, page, tmp_path):
        assert replay(page, tmp_path) != page

    @pytest.mark.parametrize(("layers", "stays"), [("9 layers", True), ("8 layers", False)])
    def test_what_varies_in_a_verification_may_vary(self, layers, stays, tmp_path):
        command = "echo '9 layers; 1.1e-06; Keras 3.15.1; 6.5 s'; : verify"
        page = console(command, f"{layers}; 2.2e-07; Keras 3.9.0; 7.1 s")
        assert (replay(page, tmp_path) == page) is stays

    def test_the_seconds_of_a_chinese_verification_may_vary(self, tmp_path):
        page = console("echo '9 个层，6.5 秒'; : verify", "9 个层，7.1 秒")
        assert replay(page, tmp_path) == page

    @pytest.mark.parametrize(("line", "is_run"), [("ruff check . --lang zh", True), ("ruff check . --lang", False)])
    def test_a_set_up_command_may_have_the_language(self, line, is_run, tmp_path):
        page = f"```sh\n{line}\n```\n"
        if is_run:
            assert replay(page, tmp_path) == page
        else:
            with pytest.raises(StaleError, match="CI does not run"):
                replay(page, tmp_path)

    @pytest.mark.parametrize(
        ("page", "says"),
        [
            ("```\nparamcalc gru\n```\n", "no kind"),
            ("```bash\nparamcalc gru\n```\n", "no kind"),
            ("```python train.py\nimport keras\n```\n", "no kind"),
            ("  ```console\n  $ paramcalc gru\n  ```\n", "hidden"),
            ("~~~console\n$ paramcalc gru\n~~~\n", "hidden"),
            ("<pre>23,400</pre>\n", "hidden"),
            ("```console\nparamcalc gru\n```\n", "starts with a command"),
            ("```console\n$ paramcalc gru\n", "hidden"),
            ("```markdown\n# T\n```\n", "names no file"),
            ("<!-- paramcalc: gruu --><!-- /paramcalc -->\n", "line 1: no command 'gruu'"),
            ("<!-- paramcalc: gru -->\n", "line 1: this marker has no /paramcalc behind it"),
            ("```console\n$ exit 70\n```\n", "ended with 70"),
            ("```sh\npip install something-else\n```\n", "CI does not run"),
            ('```yaml title="a.yml"\nsteps:\n- run: paramcalc gru 75 28 --max-params 20k\n```\n', "ended with 5"),
            ('```yaml title="a.yml"\nhooks:\n- id: paramcalculator\n```\n', "there is no hook 'paramcalculator'"),
            ('```yaml title="a.yml"\nhooks:\n- id: paramcalc\n  args: [missing.keras]\n```\n', "ended with 2"),
        ],
    )
    def test_a_fence_that_cannot_be_checked_is_refused(self, page, says, tmp_path):
        with pytest.raises(StaleError, match=says):
            replay(page, tmp_path)

    def test_python_that_fails(self, tmp_path):
        with pytest.raises(AssertionError):
            replay("```python\nassert 1 == 2\n```\n", tmp_path)

    def test_equations_that_cannot_be_read(self, tmp_path):
        with pytest.raises(ValueError, match="line 1"):
            replay("```equations\nh = = x\n```\n", tmp_path)

    def test_definitions_that_cannot_be_read(self, tmp_path):
        with pytest.raises(ValueError, match="the definition of Scale"):
            replay("```toml title=\"layers.toml\"\n[Scale]\nweigths = ''\n```\n", tmp_path)
        with pytest.raises(StaleError, match="names the file"):
            replay("```toml\n[Scale]\n```\n", tmp_path)


def undocumented() -> set[str]:
    """What the registries have and no page names. The pages that are made from them do not count."""
    written = [path for path in pages() if path.name not in GENERATED]
    text = "\n".join(path.read_text(encoding="utf-8") for path in written)
    cells = [(name, entry) for framework in FRAMEWORKS.values() for name, entry in framework.cells.items()]
    names = {f"paramcalc {name}" for name, _ in cells} | {f"paramcalc explain {name}" for name, _ in cells}
    names |= {f"paramcalc {name}" for name in (*COMMANDS, "cell")}
    names |= {f"--{option.name.replace('_', '-')}" for _, entry in cells for option in entry.options}
    names |= {
        f"--{name.replace('_', '-')}"
        for name in (*OPTIONS, "units", "input", "framework", "size", "version", "kernel-size", "filters", "channels")
    }
    names |= {f"--format {form}" for subject in SUBJECTS for form in forms_of(subject)}
    names |= {f"--framework {name}" for name in FRAMEWORKS}
    names |= {f"paramcalc verify {name}" for framework in VERIFIERS for name in FRAMEWORKS[framework].cells}
    names |= set(LEVELS)
    names |= {f"--{name}" for name in ("gates", "depth", "layer", "set", "name", "no-weights", "layers")}
    names |= {f"--{option.name.replace('_', '-')}" for option in (*LIMIT_OPTIONS, *MANY_OPTIONS)}
    names |= {f"paramcalc schema {document}" for document in SCHEMAS}
    names |= set(OPTIMIZERS)
    names |= {f"--{name.replace('_', '-')}" for name in (*SIZING, "define")}
    names |= {*DTYPE_NAMES, *FUNCTIONS, CONVOLUTION}
    return {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}


def test_everything_is_described() -> None:
    assert undocumented() == set()


def test_the_hook_of_pre_commit() -> None:
    """It has what pre-commit asks for, counts the files that a search in folders counts, and is a command of ours."""
    import yaml

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = (hook for hook in hooks if hook["id"] == "paramcalc")
    assert {"id", "name", "entry", "language", "files"} <= hook.keys()
    files = [f"models/a{pattern[1:]}" for pattern in DEFAULT_PATTERNS]
    assert [name for name in (*files, "a.json", "a.h5.txt", "ah5") if re.search(hook["files"], name)] == files
    program, command = hook["entry"].split()
    assert program == "paramcalc"
    assert command in COMMANDS
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'h5 = ["{package}"]' in project for package in hook["additional_dependencies"])


def test_the_table_of_exit_codes() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)
    assert [(int(code), name) for code, name in rows] == [(code.value, code.name) for code in ExitCode]


def test_every_page_is_linked() -> None:
    """From the README, one reaches every page of the docs; no link leads nowhere."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            linked = (page.parent / target).resolve()
            assert linked.exists(), f"{page.name} links to {target}, which is not there"
            waiting.append(linked)
    assert set((ROOT / "docs").rglob("*.md")) <= reached
