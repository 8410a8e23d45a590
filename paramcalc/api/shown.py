"""What the results of the Python interface share: they show themselves, in every form."""

from __future__ import annotations

from typing import ClassVar

from paramcalc.document import text
from paramcalc.document.page import PLAIN, Page


class Shown:
    """A result that can be written in every form, printed, and displayed by a notebook."""

    subject: ClassVar[str]
    """The kind of answer in the registry of subjects."""

    def to(self, form: str, page: Page = PLAIN) -> str:
        """The result in an output form. Raises UsageError for an unknown form."""
        return text(self.subject, self, form, page)

    def __str__(self) -> str:
        return self.to("text").rstrip("\n")

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_html_(self) -> str:
        return self.to("html")
