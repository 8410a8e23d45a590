"""The words of a command on a page, separated as a shell separates them; nothing that a shell would do is done."""

from __future__ import annotations

from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

OPERATORS = {
    **dict.fromkeys("|&;<>()", tr("only paramcalc itself runs here, no shell")),
    **dict.fromkeys("$`", tr("a shell would replace it, and no shell runs here")),
    **dict.fromkeys("*?~", tr("a shell could replace it by names of files, and no shell runs here")),
}
"""What a shell does not take as it stands outside quotes, and why it is refused."""

IN_DOUBLE_QUOTES = "$`"
"""The characters that a shell replaces within double quotes, too."""

ESCAPED_IN_DOUBLE_QUOTES = '"\\$`\n'
"""The characters that a backslash escapes within double quotes."""


def words(command: str) -> list[str]:
    r"""The words of a command.

    >>> words('model "Input((28, 28)) > GRU(75)" --gates')
    ['model', 'Input((28, 28)) > GRU(75)', '--gates']
    >>> words("gru 75 28 | head")
    Traceback (most recent call last):
        ...
    paramcalc.errors.UsageError: '|' has no quotes around it: only paramcalc itself runs here, no shell
    tip: put quotes around the word, or leave it out

    Raises UsageError for what a shell would not take as it stands, and for a quote that is not closed.
    """
    separated = _Words(command)
    while separated.rest():
        separated.take()
    return separated.ended()


class _Words:
    """The words of a command, collected character by character."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.position = 0
        self.finished: list[str] = []
        self.word: list[str] | None = None

    def rest(self) -> bool:
        """Whether there are more characters."""
        return self.position < len(self.command)

    def next(self) -> str:
        """The next character. Raises UsageError at the end."""
        if not self.rest():
            raise UsageError(
                tr("the command ends within quotes or behind a backslash: {command}", command=shown(self.command))
            )
        self.position += 1
        return self.command[self.position - 1]

    def take(self) -> None:
        """One character, or everything within a pair of quotes."""
        letter = self.next()
        if letter.isspace():
            self._end_word()
        elif letter == "'":
            self._single()
        elif letter == '"':
            self._double()
        elif letter == "\\":
            escaped = self.next()
            # A backslash at the end of a line continues the command on the next one.
            if escaped not in "\r\n":
                self._add(escaped)
        elif letter in OPERATORS or (letter == "#" and self.word is None):
            reason = OPERATORS.get(letter, tr("a comment is no part of a command"))
            tip = tr("put quotes around the word, or leave it out")
            raise UsageError(tr("{letter!r} has no quotes around it: {reason}", letter=letter, reason=reason), tip=tip)
        else:
            self._add(letter)

    def ended(self) -> list[str]:
        """All words."""
        self._end_word()
        return self.finished

    def _add(self, text: str) -> None:
        if self.word is None:
            self.word = []
        self.word.append(text)

    def _end_word(self) -> None:
        if self.word is not None:
            self.finished.append("".join(self.word))
        self.word = None

    def _single(self) -> None:
        self._begin()
        while (letter := self.next()) != "'":
            self._add(letter)

    def _double(self) -> None:
        self._begin()
        while (letter := self.next()) != '"':
            if letter == "\\":
                escaped = self.next()
                letter = escaped if escaped in ESCAPED_IN_DOUBLE_QUOTES else letter + escaped
            elif letter in IN_DOUBLE_QUOTES:
                tip = tr("put single quotes around the word, or leave it out")
                raise UsageError(
                    tr("{letter!r} within double quotes: {operators}", letter=letter, operators=OPERATORS[letter]),
                    tip=tip,
                )
            self._add(letter)

    def _begin(self) -> None:
        """Quotes begin a word even if nothing is between them."""
        if self.word is None:
            self.word = []
