"""The calculator's page for the tests: its builder, loaded from the docs."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from support import ROOT

FOLDER = ROOT / "docs" / "calculator"


def builder() -> ModuleType:
    """The module that builds the page. It is not called `build` here, since a package has that name."""
    spec = importlib.util.spec_from_file_location("calculator_builder", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module
