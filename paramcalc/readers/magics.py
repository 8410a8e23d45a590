"""The lines of IPython in a cell, magics and commands, written as the Python that they stand for."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from paramcalc.readers.python.values import words

NO_EFFECT = words(
    "aimport alias autoawait autoindent automagic autoreload bash bigquery bookmark cat cd clear cls colors conda "
    "config connect_info cp dhist dirs doctest_mode ed env file gui hist history html javascript js latex ldir less "
    "lf lk ll load_ext logoff logon logstart logstate logstop ls lsmagic lx magic man markdown matplotlib memit "
    "mkdir more mprun mv notebook page pdef pdoc perl pfile pinfo pinfo2 pip popd pprint precision profile psearch "
    "psource pushd pwd pycat qtconsole quickref r recall rehashx reload_ext rep rm rmdir ruby save sc script "
    "set_env sh shell sql store svg sx system tb tensorboard tensorflow_version uv version_information watermark "
    "who who_ls whos writefile xmode"
)
"""The magics that bind no variable and run no Python of the notebook."""

RUNS_LINE = frozenset({"time", "prun", "lprun"})
"""The line magics that run the Python behind them."""

RUNS_BODY = frozenset({"capture", "prun", "time", "wurlitzer"})
"""The cell magics that run the Python below them, once and in the notebook."""

MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?P<target>[A-Za-z_][\w., \t]*=[ \t]*)?(?:%(?P<name>[A-Za-z_]\w*)|!!?)[ \t]*(?P<rest>.*)"
)

QUESTION = re.compile(r"[ \t]*\?{1,2}[\w.*]+|[ \t]*[%\w.*]+\?{1,2}[ \t]*;?[ \t]*")

CELL_MAGIC = re.compile(
    r"(?P<before>(?:[ \t]*(?:#[^\n]*)?\n)*)[ \t]*%%(?P<name>[A-Za-z_!]\w*)[^\n]*(?P<body>.*)", re.DOTALL
)
"""A cell magic behind comments, which Colab allows."""

OLD_PRINT = re.compile(r"(?P<indent>[ \t]*)print[ \t]+(?![=(.,])(?P<rest>.+?),?[ \t]*(?P<comment>#[^'\"]*)?")
"""The statement of Python 2."""

TOKEN = re.compile(
    r"(?P<quotes>\"\"\"|''')(?:\\.|(?!(?P=quotes)).)*(?P<end>(?P=quotes))?"
    r"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*|[(\[{)\]}]",
    re.DOTALL,
)
"""The strings, comments and brackets of a text."""

MOST_MAGICS = 500
"""The magics in a cell or file that are looked for in its statements."""


def as_python(text: str) -> str:
    r"""The Python that a cell stands for, line by line; a text that is Python stays as it is.

    >>> as_python("%matplotlib inline\nx = 3\n!ls")
    "get_ipython().run_line_magic('matplotlib', 'inline')\nx = 3\nget_ipython().system('ls')"
    """
    cell = CELL_MAGIC.match(text)
    if cell is not None:
        first = f"{cell['before']}get_ipython().run_line_magic({cell['name']!r}, '')"
        return f"{cell['before']}pass{as_python(cell['body'])}" if cell["name"] in RUNS_BODY else first
    if parses(text):
        return text
    lines = list(_translated(text.split("\n")))
    translated = "\n".join(lines)
    if not parses(translated):
        # The kernel may be Python 2, whose `print` was a statement.
        printed = "\n".join(map(_new_print, lines))
        return printed if parses(printed) else translated
    return translated


def parses(text: str) -> bool:
    """Whether a text is Python."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _translated(lines: Iterable[str]) -> Iterator[str]:
    """The lines with the magics among them translated. A backslash at the end continues a command."""
    before: list[str] = []
    continued = False
    tried = 0
    for line in lines:
        if continued:
            continued = line.rstrip().endswith("\\")
            line = ""
        elif (mark := MAGIC.fullmatch(line)) or QUESTION.fullmatch(line):
            tried += 1
            if tried <= MOST_MAGICS and _begins_statement(before):
                continued = line.rstrip().endswith("\\")
                line = _statement(mark) if mark else "pass"
        before.append(line)
        yield line


def _begins_statement(before: list[str]) -> bool:
    """Whether a statement can begin behind these lines: no bracket, string or continued line is open."""
    depth = 0
    for token in TOKEN.finditer("\n".join(before)):
        if token["quotes"] and not token["end"]:
            return False
        depth += token[0] in ("(", "[", "{")
        depth -= token[0] in (")", "]", "}")
    return depth <= 0 and not (before and before[-1].endswith("\\"))


def _statement(mark: re.Match[str]) -> str:
    name, rest = mark["name"], mark["rest"].rstrip("\\ ;\t")
    target = f"{mark['indent']}{mark['target'] or ''}"
    if name is None:
        return f"{target}get_ipython().{'getoutput' if mark['target'] else 'system'}({rest!r})"
    if name in RUNS_LINE:
        return f"{target}{rest or ('None' if mark['target'] else 'pass')}"
    return f"{target}get_ipython().run_line_magic({name!r}, {rest!r})"


def _new_print(line: str) -> str:
    match = OLD_PRINT.fullmatch(line)
    return f"{match['indent']}print({match['rest']})" if match else line


def expanded(statements: Iterable[ast.stmt], note: Callable[[str], None]) -> list[ast.stmt]:
    """The statements with the calls of `get_ipython()` among them followed; `note` gets the commands that they run.

    A magic that may bind any variable becomes a star import.
    """
    result: list[ast.stmt] = []
    for statement in statements:
        for part in ast.walk(statement):
            for name in ("body", "orelse", "finalbody"):
                inside = getattr(part, name, None)
                if isinstance(inside, list) and any(_call_of(inner) for inner in inside):
                    setattr(part, name, expanded(inside, note))
        call = _call_of(statement)
        result += [statement] if call is None else _effect(statement, *call, note)
    return result


def _call_of(statement: ast.AST) -> tuple[str, list[str]] | None:
    """The method and the texts of `get_ipython().method("text", …)`; None for any other statement."""
    match statement:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"), args=[]), attr=method),
                args=arguments,
                keywords=[],
            )
        ):
            texts = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
            if len(texts) == len(arguments) and all(isinstance(text, str) for text in texts):
                return method, [str(text) for text in texts]
    return None


def _effect(statement: ast.stmt, method: str, texts: list[str], note: Callable[[str], None]) -> list[ast.stmt]:
    """The statements that a call of `get_ipython()` stands for."""
    if method == "magic" and texts:
        method, texts = "run_line_magic", [*texts[0].lstrip("%").split(maxsplit=1), ""][:2]
    note(" ".join(texts))
    if method == "system" or not texts:
        return [ast.copy_location(ast.Pass(), statement)]
    name = texts[0]
    runs = (method == "run_line_magic" and name in RUNS_LINE) or (method == "run_cell_magic" and name in RUNS_BODY)
    if runs and parses(texts[-1]):
        body = expanded(ast.parse(texts[-1]).body, note)
        for part in (part for inner in body for part in ast.walk(inner)):
            if hasattr(part, "lineno"):
                ast.copy_location(part, statement)
        return body
    if name in NO_EFFECT:
        return [ast.copy_location(ast.Pass(), statement)]
    if name == "pylab":
        star = ast.ImportFrom(module="matplotlib.pylab", names=[ast.alias(name="*")], level=0)
    else:
        star = ast.ImportFrom(module=f"%{name} {texts[-1]}".strip(), names=[ast.alias(name="*")], level=0)
    return [ast.fix_missing_locations(ast.copy_location(star, statement))]
