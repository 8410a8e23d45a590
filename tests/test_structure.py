"""The house of the package: which room may import which, no circle between files, and a test file for every module."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from support import ROOT, TESTS

PACKAGE = ROOT / "paramcalc"

ROOMS: dict[str, set[str]] = {
    "phrases": set(),
    "errors": set(),
    "pages": {"errors"},
    "algebra": {"errors"},
    "equations": {"errors", "algebra"},
    "frameworks": {"errors", "algebra", "equations"},
    "layers": {"errors", "algebra", "equations", "frameworks"},
    "weights": {"errors", "algebra", "equations", "frameworks", "layers"},
    "classes": {"errors", "algebra", "equations", "frameworks", "layers"},
    "models": {"errors", "algebra", "equations", "frameworks", "layers", "classes"},
    "questions": {"errors", "algebra", "equations", "frameworks", "layers", "classes", "models"},
    "readers": {"errors", "algebra", "equations", "frameworks", "layers", "classes", "models"},
    "batch": {"errors", "algebra", "equations", "frameworks", "layers", "classes", "models", "questions", "readers"},
    "verifiers": {"errors", "algebra", "equations", "frameworks", "layers", "weights", "classes", "models", "readers"},
    "document": {
        *("errors", "algebra", "equations", "frameworks", "layers", "weights", "classes", "models", "readers"),
        *("verifiers", "questions", "batch", "pages"),
    },
    "api": {
        *("errors", "algebra", "equations", "frameworks", "layers", "weights", "classes", "models", "readers"),
        *("verifiers", "questions", "batch", "document"),
    },
    "cli": {
        *("errors", "algebra", "equations", "frameworks", "layers", "weights", "classes", "models", "readers"),
        *("verifiers", "questions", "batch", "document", "api", "pages", "paramcalc"),
    },
    "extensions": {"errors", "frameworks", "readers", "document", "api", "pages", "cli", "paramcalc"},
    "paramcalc": {"errors", "algebra", "layers", "frameworks", "api"},
    "__main__": {"cli"},
}
"""Each room, and the rooms that it may import beside `phrases`. The package itself only hands on public names."""

for allowed in ROOMS.values():
    allowed.add("phrases")
ROOMS["phrases"] = set()


def room_of(module: str) -> str:
    """The room of a module: `layers` for `paramcalc.layers.breakdown`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


@cache
def sources() -> Mapping[str, str]:
    """The text of every module by its name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """The syntax tree of a text, each node of it."""
    return tuple(ast.walk(ast.parse(text)))


@cache
def import_nodes(text: str) -> list[ast.Import | ast.ImportFrom]:
    """The imports of a text, wherever they stand: in functions and for types, too."""
    return [node for node in nodes(text) if isinstance(node, (ast.Import, ast.ImportFrom))]


def imports(modules: Mapping[str, str]) -> dict[str, set[str]]:
    """The modules of the package that each module imports."""
    imported: dict[str, set[str]] = {}
    for name, text in modules.items():
        imported[name] = set()
        for node in import_nodes(text):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            else:
                inner = [f"{node.module}.{alias.name}" for alias in node.names]
                targets = [target if target in modules else node.module or "" for target in inner]
            imported[name] |= {target for target in targets if target in modules and target != name}
    return imported


def violations(modules: Mapping[str, str]) -> list[str]:
    """The imports that the order of the rooms forbids."""
    return [
        f"{name} imports {target}"
        for name, targets in imports(modules).items()
        for target in sorted(targets)
        if room_of(target) not in {room_of(name), *ROOMS[room_of(name)]}
    ]


def circle(modules: Mapping[str, str]) -> list[str]:
    """A circle of imports between files; empty where there is none."""
    try:
        TopologicalSorter(imports(modules)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_room_is_listed():
    assert {room_of(name) for name in sources()} == set(ROOMS)


def test_the_order_of_the_rooms_has_no_circle():
    assert list(TopologicalSorter(ROOMS).static_order())


def test_every_import_follows_the_order_of_the_rooms():
    assert violations(sources()) == []


def test_no_two_files_import_each_other():
    assert circle(sources()) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("paramcalc.algebra.polynomial", "from paramcalc.layers.breakdown import Breakdown"),
        ("paramcalc.readers.files", "def read():\n    import paramcalc.document.page"),
        ("paramcalc.equations.cell", "if TYPE_CHECKING:\n    from paramcalc.frameworks import FRAMEWORKS"),
        ("paramcalc.models.breakdown", "from paramcalc import cli"),
    ],
)
def test_a_planted_import_is_caught(module, line):
    modules = sources()
    assert len(violations({**modules, module: f"{modules[module]}\n{line}"})) == 1


def test_a_planted_circle_is_caught():
    modules = sources()
    assert circle(modules) == []
    line = "from paramcalc.layers.comparison import compare"
    planted = {**modules, "paramcalc.layers.breakdown": f"{modules['paramcalc.layers.breakdown']}\n{line}"}
    assert {"paramcalc.layers.breakdown", "paramcalc.layers.comparison"} <= set(circle(planted))


KERAS_CLASSES, PYTORCH_CLASSES = "judges/test_keras_classes.py", "judges/test_pytorch_classes.py"

SOURCE_CASES = "files/test_source_cases.py"

COVERED_BY: dict[str, str] = {
    "paramcalc.classes.keras": KERAS_CLASSES,
    **{
        f"paramcalc.classes.keras.{name}": KERAS_CLASSES
        for name in (
            *("arguments", "attention", "convolutional", "core", "einsum", "legacy", "normalization", "operations"),
            *("preprocessing", "quantized", "recurrent", "shapes"),
        )
    },
    "paramcalc.classes.pytorch": PYTORCH_CLASSES,
    **{
        f"paramcalc.classes.pytorch.{name}": PYTORCH_CLASSES
        for name in (
            *("attention", "common", "convolutional", "linear", "normalization", "recurrent", "reshaping", "shapes"),
        )
    },
    "paramcalc.classes.keras.applications": "judges/test_keras_applications.py",
    "paramcalc.readers.source": SOURCE_CASES,
    **{
        f"paramcalc.readers.python.{name}": SOURCE_CASES
        for name in (
            *("argparsing", "assignments", "attribute_builtins", "attributes", "copying", "generators", "iterables"),
            *("record_classes", "torch_containers"),
            *("collection_functions", "comparisons", "comprehensions"),
            *("containers", "dict_methods", "displays", "eras", "framework_functions", "framework_objects"),
            *("framework_types", "frameworks", "frameworks_common", "functions", "graph", "imports", "interpreter"),
            *("isinstances", "iterable_builtins", "iterators", "keras_calling", "keras_calls", "keras_copies"),
            *("keras_layers", "keras_methods", "keras_trainable", "layer_assignment", "layer_attributes", "libraries"),
            *("library_values", "list_methods", "lookup", "loops", "machine", "methods", "operators", "outside"),
            *("paths", "patterns", "pybuiltins", "scope_lookup", "scoped", "scopes", "specs", "statements"),
            *("tensor_shapes", "text_methods", "torch_assignment", "torch_methods", "torch_parameters"),
            *("torch_specs", "tries", "truth", "values"),
        )
    },
    "paramcalc.extensions.markdown": "judges/test_markdown_extension.py",
    "paramcalc.extensions.nodes": "judges/test_sphinx_extension.py",
    "paramcalc.extensions.sphinx": "judges/test_sphinx_extension.py",
    "paramcalc.readers.live.keras": "judges/test_live.py",
    "paramcalc.readers.live.pytorch": "judges/test_live.py",
    "paramcalc.verifiers.live": "judges/test_live.py",
    "paramcalc.verifiers.keras": "judges/test_verify.py",
    "paramcalc.verifiers.keras_model": "judges/test_verify_models.py",
    "paramcalc.verifiers.pytorch": "judges/test_verify_frameworks.py",
    "paramcalc.verifiers.onnx": "judges/test_verify_frameworks.py",
    "paramcalc.verifiers.flax": "judges/test_verify_frameworks.py",
    "paramcalc.verifiers.tf_keras": "judges/test_verify_tf_keras.py",
}
"""Modules without a unit test file of their own, each with the judge that covers it."""


def unit_test_of(module: str) -> Path:
    """Where the unit test of a module is: `tests/unit/layers/test_breakdown.py`; of a package, by its own name."""
    *folders, name = module.split(".")[1:] or [""]
    if (PACKAGE / Path(*folders) / name).is_dir():
        folders, name = [*folders, name], name or "package"
    return TESTS / "unit" / Path(*folders) / f"test_{name}.py"


def untested(modules: Mapping[str, str], covered: Mapping[str, str]) -> list[str]:
    """The modules that have neither a unit test file nor a judge."""
    code = [name for name, text in modules.items() if any(not _is_text(node) for node in nodes(text)[0].body)]
    return [name for name in code if name not in covered and not unit_test_of(name).exists()]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_every_module_has_a_test_file_or_a_judge():
    assert untested(sources(), COVERED_BY) == []


def test_a_module_without_a_test_is_caught():
    assert untested({"paramcalc.layers.planted": "x = 1"}, {}) == ["paramcalc.layers.planted"]


def test_the_judges_exist():
    modules = sources()
    for module, judge in COVERED_BY.items():
        assert module in modules, f"{module} is not there any more"
        assert (TESTS / judge).exists(), judge
        assert not unit_test_of(module).exists(), f"{module} has a test file of its own"


LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def too_long(modules: Mapping[str, str]) -> list[str]:
    """Files and functions that are too long. A docstring does not count."""
    lengths = {name: len(text.splitlines()) for name, text in modules.items()}
    found = [f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_FILE]
    for name, text in modules.items():
        for node in nodes(text):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if ast.get_docstring(node) is not None:
                    lines -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{name}: {node.name} has {lines} lines")
    return found


def test_no_file_and_no_function_is_too_long():
    assert too_long(sources()) == []


def test_a_long_function_is_caught():
    assert too_long({"planted": "def f():\n" + "    x = 1\n" * 41}) == ["planted: f has 42 lines"]
    assert too_long({"planted": "x = 1\n" * 301}) == ["planted: 301 lines"]


def option_names(modules: Mapping[str, str]) -> list[str]:
    """The texts outside the command line that name one of its options, docstrings apart."""
    found = []
    for name, text in modules.items():
        docstrings = {id(node.value) for node in nodes(text) if isinstance(node, ast.Expr)}
        texts = [node for node in nodes(text) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        found += [
            f"{name}: {node.value!r}"
            for node in texts
            if room_of(name) != "cli" and id(node) not in docstrings and OPTION.search(node.value)
        ]
    return found


OPTION = re.compile(r"(?<![\w-])--[a-z]")


def test_only_the_command_line_names_its_options():
    assert option_names(sources()) == []


def test_an_option_in_a_message_of_the_core_is_caught():
    planted = {"paramcalc.models.breakdown": "raise UsageError('too many layers', tip='use --depth 1')"}
    assert len(option_names(planted)) == 1


OPENERS = {
    "paramcalc.readers.streams": "every file that a command names; it asks the confinement first",
    "paramcalc.cli.files": "every file that a command writes; it asks the confinement first",
    "paramcalc.cli.docs": "pages",
    "paramcalc.document": "schemas of the package",
    "paramcalc.readers.hdf5_process": "a process of its own for an opened file",
    "paramcalc.readers.hdf5_worker": "in that process, its standard streams",
    "paramcalc.readers.hdf5_objects": "in that process, objects of an opened file",
    "paramcalc.readers.archive": "entries of an opened file",
    "paramcalc.verifiers.base": "the streams of the process; verifying asks the confinement first",
    "paramcalc.verifiers.keras_backend": "the settings of Keras; verifying asks the confinement first",
    "paramcalc.cli.app": "the null device",
}
"""The modules that open files or start processes, and which. A command on a page must not open another one."""

OPENING = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("Popen", "check_output", "check_call", "system", "popen", "execv", "spawnv"),
}
"""The methods that do. `read_text` as a plain name reads a line of layers."""


def opens(function: ast.expr) -> bool:
    """Whether a call of this function opens a file or starts a process."""
    if isinstance(function, ast.Name):
        return function.id == "open"
    if not isinstance(function, ast.Attribute):
        return False
    module = function.value.id if isinstance(function.value, ast.Name) else ""
    return function.attr in OPENING or (module == "subprocess" and function.attr in ("run", "call"))


def openers(modules: Mapping[str, str]) -> set[str]:
    """The modules that open files or start processes."""
    calls = ((name, node) for name, text in modules.items() for node in nodes(text))
    return {name for name, node in calls if isinstance(node, ast.Call) and opens(node.func)}


def test_only_these_modules_open_files():
    assert openers(sources()) == set(OPENERS)


@pytest.mark.parametrize(
    "line",
    ["open(path)", "Path(path).open('rb')", "Path(path).read_text()", "os.open(path, 0)", "subprocess.run(['ls'])"],
)
def test_a_planted_opening_is_caught(line):
    assert openers({"paramcalc.readers.planted": line}) == {"paramcalc.readers.planted"}
