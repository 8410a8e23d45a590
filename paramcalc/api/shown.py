"""What the results of the Python interface share: they show themselves, in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from paramcalc.document.page import Page


class Shown:
    """A result that can be written in every form, printed, and displayed by a notebook."""

    subject: ClassVar[str]
    """The kind of answer in the registry of subjects."""

    def to(self, form: str, page: Page | None = None) -> str:
        """The result in an output form. Raises UsageError for an unknown form."""
        return written(self.subject, self, form, page)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows of the result with the columns of CSV, for a table such as `pandas.DataFrame(b.to_dicts())`.

        >>> import paramcalc
        >>> row = paramcalc.gru(75, 28).to_dicts()[0]
        >>> row["gate"], row["role"], row["count"], row["redundant"]
        ('z', 'kernel', 2100, False)
        """
        return rows_of(self.subject, self)

    def __str__(self) -> str:
        return self.to("text").rstrip("\n")

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_html_(self) -> str:
        return self._displayed(self)

    def _displayed(self, value: Any) -> str:
        from paramcalc.document import displayed

        return displayed(self.subject, value)


def rows_of(subject: str, value: Any) -> list[dict[str, Any]]:
    """The rows of a subject's value, without anything nested in them."""
    from paramcalc.document import records_of
    from paramcalc.document.records import flat_rows

    return list(flat_rows(records_of(subject, value)))


def written(subject: str, value: Any, form: str, page: Page | None) -> str:
    """A subject's value in a form, for a page of any width unless it is given."""
    from paramcalc.document import text
    from paramcalc.document.page import PLAIN

    return text(subject, value, form, page or PLAIN)
