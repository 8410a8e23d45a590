"""Compiles the catalogues of translations when the package is built: `paramcalc.po` to `paramcalc.mo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """The build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue beside its source."""
        for source in Path(self.root, "paramcalc", "locale").rglob("*.po"):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as texts, compiled.open("wb") as file:
                write_mo(file, read_po(texts))
            build_data["artifacts"].append(f"/{compiled.relative_to(self.root).as_posix()}")
