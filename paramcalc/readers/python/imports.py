"""Imports: what a full name stands for, and what a star brings in."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace

from paramcalc.classes import aliases
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.phrases import tr
from paramcalc.readers.keras1 import CLASSES
from paramcalc.readers.python import datasets
from paramcalc.readers.python.defined import defined_class
from paramcalc.readers.python.library_values import CONSTANTS, STARRED, VARIABLES
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    BUILTIN_NAMES,
    Builtin,
    FrameworkClass,
    LayerClass,
    Library,
    Node,
    Ref,
    Unknown,
    Value,
    refs_in,
    words,
)

KERAS_ROOTS = FRAMEWORKS["keras"].import_roots
"""Where Keras is imported from, and the version whose defaults hold there."""

TORCH_ROOT, TORCH_VERSION = next(iter(FRAMEWORKS["pytorch"].import_roots.items()))

KERAS_SPECIAL = {
    "Sequential": "Sequential",
    "Model": "Model",
    "Functional": "Model",
    "Input": "Input",
    "Layer": "Layer",
}

TORCH_SPECIAL = {
    "Sequential": "Sequential",
    "Module": "Module",
    "ModuleList": "ModuleList",
    "ModuleDict": "ModuleDict",
    "ParameterList": "ParameterList",
    "ParameterDict": "ParameterDict",
    "Parameter": "Parameter",
}

HELPERS = {
    name.lower(): name
    for name in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Merge", "Minimum", "Multiply", "Subtract")
}
"""Functions of `keras.layers` that make a layer and call it at once."""

BUILTIN_ROOTS = ("six.moves", "builtins", "past.builtins")
"""Where sources for Python 2 and 3 have `range` and `zip` from."""

LAYER_PARTS = {"layers", "engine"}
"""Parts of a name in Keras behind which layer classes stand; elsewhere an `Identity` is an initializer."""

SUBMODULES = {
    "keras": words(
        "activations applications backend callbacks config constraints datasets distribution "
        "dtype_policies export initializers layers legacy losses metrics mixed_precision models ops "
        "optimizers preprocessing quantizers random regularizers saving tree utils visualization "
        "wrappers"
    ),
    "tensorflow": words("data dtypes image io keras linalg math nn ops random signal strings train"),
    "torch": words("autograd cuda fft jit linalg nn optim random sparse special utils"),
}
"""The modules that a star brings in from these."""

FRAMEWORK_ROOTS = frozenset(root.partition(".")[0] for root in (*KERAS_ROOTS, TORCH_ROOT))
"""The packages of the frameworks whose models are read."""

KNOWN_LIBRARIES = {
    *sys.stdlib_module_names,
    *FRAMEWORK_ROOTS,
    *words(
        "IPython PIL cv2 google gym h5py imageio joblib librosa matplotlib mpl_toolkits nltk numpy "
        "pandas past plotly pydot pytest requests scipy seaborn six skimage sklearn spacy "
        "torchaudio torchtext torchvision tqdm typing_extensions wandb"
    ),
}
"""Libraries whose functions change nothing of a source that calls them, but what `libraries` says."""


def is_framework(path: str) -> bool:
    """Whether a full name is in a framework whose models are read."""
    return path.partition(".")[0] in FRAMEWORK_ROOTS


def keras_root(path: str) -> str | None:
    """Where a full name has Keras from; None for one of something else.

    >>> keras_root("tensorflow.keras.backend.int_shape"), keras_root("numpy.prod")
    ('tensorflow.keras', None)
    """
    return next((root for root in sorted(KERAS_ROOTS, key=len, reverse=True) if path.startswith(f"{root}.")), None)


def keras_path(path: str) -> str:
    """A full name as it is in the package `keras`.

    >>> keras_path("tensorflow.keras.backend.int_shape")
    'keras.backend.int_shape'
    """
    root = keras_root(path)
    return path if root is None else f"keras{path[len(root) :]}"


def resolve(path: str) -> Value:
    """What a full name of a known library stands for.

    >>> resolve("tensorflow.keras.layers.GRU").kind, resolve("torch.nn.LSTM").framework
    ('GRU', 'pytorch')
    """
    root = keras_root(path)
    before, _, last = path.rpartition(".")
    if before in BUILTIN_ROOTS and last in BUILTIN_NAMES:
        return Builtin(last)
    if root is not None:
        version = KERAS_ROOTS[root]
        if last in KERAS_SPECIAL:
            return FrameworkClass("keras", KERAS_SPECIAL[last], version)
        if last in HELPERS and ".layers" in path:
            return FrameworkClass("keras", f"call {HELPERS[last]}", version)
        kind = aliases("keras").get(CLASSES.get(last, last))
        return LayerClass("keras", kind, version) if kind and LAYER_PARTS & {*before.split(".")} else Library(path)
    if path.startswith(f"{TORCH_ROOT}."):
        if last in TORCH_SPECIAL and before in (TORCH_ROOT, f"{TORCH_ROOT}.parameter", f"{TORCH_ROOT}.modules"):
            return FrameworkClass("pytorch", TORCH_SPECIAL[last], TORCH_VERSION)
        kind = aliases("pytorch").get(last)
        is_layer = kind and not {"functional", "utils", "init"} & {*before.split(".")}
        return LayerClass("pytorch", kind, TORCH_VERSION) if is_layer and kind else Library(path)
    return Library(path)


def run_import(machine: Machine, node: ast.Import, scope: Ref) -> None:
    """`import a.b`, `import a.b as c`."""
    from paramcalc.readers.python.assignments import bind

    for alias in node.names:
        root = alias.name.partition(".")[0]
        if root in KNOWN_LIBRARIES:
            value: Value = Library(alias.name if alias.asname else root)
        else:
            _run_outside(machine)
            why = tr("paramcalc does not read the module {name}", name=alias.name)
            value = Unknown(machine.origin(node, why, alias.asname or root))
        bind(machine, alias.asname or root, value, scope)


def _run_outside(machine: Machine) -> None:
    """A module that is not read: it may be missing, and its code may make layers whenever something of it is used."""
    machine.may_raise("ImportError")
    machine.edit(machine.names).slots["$outside"] = True


def run_import_from(machine: Machine, node: ast.ImportFrom, scope: Ref) -> None:
    """`from a import b`."""
    from paramcalc.readers.python.assignments import bind

    module = node.module or ""
    is_known = not node.level and module.partition(".")[0] in KNOWN_LIBRARIES
    if module == "__future__":
        return
    for alias in node.names:
        if alias.name == "*":
            _star(machine, module if is_known else "", node, scope)
            continue
        name = alias.asname or alias.name
        if is_known:
            bind(machine, name, library_value(machine, f"{module}.{alias.name}"), scope)
        else:
            _run_outside(machine)
            why = tr(
                "it is imported from {value}{module}, which paramcalc does not read",
                value="." * node.level,
                module=module,
            )
            bind(machine, name, defined_class(alias.name) or Unknown(machine.origin(node, why, name)), scope)


def _star(machine: Machine, module: str, node: ast.ImportFrom, scope: Ref) -> None:
    """A star: every name may be bound anew, if the module is not known."""
    slots = machine.edit(scope).slots
    if not module:
        _run_outside(machine)
        shown = f"{'.' * node.level}{node.module or ''}"
        for name, value in list(slots.items()):
            origin = machine.origin(node, tr("`from {shown} import *` may bind it", shown=shown), name)
            slots[name] = Unknown(origin, frozenset(machine.store.reach(refs_in(value))))
        machine.stars.append(f"?{shown}")
        return
    for name in list(slots):
        found = resolve(f"{module}.{name}")
        if not isinstance(found, Library) or _is_submodule(module, name):
            slots[name] = of_era(machine, found)
    machine.stars.append(module)


def _is_submodule(module: str, name: str) -> bool:
    """Whether a star brings a module of Keras or PyTorch in under its name."""
    return name in SUBMODULES.get(keras_path(f"{module}.x").removesuffix(".x"), ())


def star_name(machine: Machine, name: str) -> Value:
    """What a star import brings in under a name; None where none does."""
    for module in reversed(machine.stars):
        if module.startswith("?"):
            return Unknown(machine.origin(None, tr("`from {module} import *` may bind it", module=module[1:]), name))
        value = of_era(machine, resolve(f"{module}.{name}"))
        if not isinstance(value, Library) or _is_submodule(module, name):
            return value
        if module.partition(".")[0] not in FRAMEWORK_ROOTS and name in STARRED.get(module, ()):
            return library_value(machine, f"{module}.{name}")
    return None


def bare_name(machine: Machine, name: str) -> Value:
    """A layer class of Keras, in a source that imports none."""
    if machine.imports_keras or name == "Layer":
        return None
    value = of_era(machine, resolve(f"keras.layers.{name}"))
    if isinstance(value, (LayerClass, FrameworkClass)) and not (
        isinstance(value, FrameworkClass) and value.what.startswith("call ")
    ):
        machine.say(tr("{name} is taken to be Keras's, since nothing imports it", name=name))
        return value
    return None


def binds_keras(tree: ast.AST) -> bool:
    """Whether a source imports a name that is a layer class of Keras, or Model, Sequential or Input."""
    known = {*aliases("keras"), "Model", "Sequential", "Input"}
    for node in ast.walk(tree):
        names = node.names if isinstance(node, ast.ImportFrom) else ()
        if any(name.name == "*" or (name.asname or name.name) in known for name in names):
            return True
    return False


def library_value(machine: Machine, path: str) -> Value:
    """A name in a known library: a value that is known, or the name itself."""
    if path in CONSTANTS:
        return CONSTANTS[path]
    if path == "sys.argv":
        return machine.argv
    return of_era(machine, resolve(path))


def of_era(machine: Machine, value: Value) -> Value:
    """A class of Keras in the version that the source installs."""
    era = machine.session.era
    is_keras = isinstance(value, (FrameworkClass, LayerClass)) and value.framework == "keras"
    return replace(value, version=era) if era is not None and is_keras else value


def library_attribute(machine: Machine, owner: Library, name: str, node: Node) -> Value:
    """An attribute of a module of a known library."""
    path = f"{owner.path}.{name}"
    known = datasets.attribute(owner.path, name)
    if known is not None:
        return known
    if owner.path in VARIABLES or owner.path.endswith("()"):
        machine.may_raise()
        return machine.unknown(node, tr("it is read from {path}", path=owner.path))
    if path in CONSTANTS:
        return CONSTANTS[path]
    return library_value(machine, path)
