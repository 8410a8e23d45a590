"""Lines, positions and transcripts."""

from __future__ import annotations

import pytest

from paramcalc.pages.slots import Kind, PageError, Positions, Slot, answers_with, ending_at, lines_of, transcript


def test_the_lines_of_a_text():
    lines = list(lines_of("a\r\n\nb\rc\n\u2028d"))
    assert [(line.number, line.start, line.text, line.ending) for line in lines] == [
        (1, 0, "a", "\r\n"),
        (2, 3, "", "\n"),
        (3, 4, "b\rc", "\n"),
        (4, 8, "\u2028d", ""),
    ]
    assert list(lines_of("")) == []


@pytest.mark.parametrize(("position", "line"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (99, 3)])
def test_the_line_of_a_position(position, line):
    assert Positions("a\nb\nc").line(position) == line


@pytest.mark.parametrize(
    ("text", "position", "ending"),
    [("a\r\nb\n", 0, "\r\n"), ("a\r\nb\n", 3, "\n"), ("a\r\nb", 3, "\r\n"), ("a", 0, "\n"), ("\n", 0, "\n")],
)
def test_the_ending_behind_a_position(text, position, ending):
    assert ending_at(text, position) == ending


def slots(text: str, prefix: int = 0) -> list[tuple[str, str]]:
    found = transcript(list(lines_of(text)), prefix)
    return [(slot.command, text[slot.start : slot.end]) for slot in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$ paramcalc gru 3\n3\n4\n$ ls\nx\n", [("gru 3", "\n3\n4")]),
        ("$ paramcalc gru 3\n$ paramcalc rnn", [("gru 3", ""), ("rnn", "")]),
        ("$ paramcalc gru \\\n> 3\nx", [("gru  3", "\nx")]),
        ("$ paramcalc\nhelp\n", [("", "\nhelp")]),
        ("$ paramcalcx\n", []),
        ("paramcalc gru\n", []),
        ("$ echo $ paramcalc\n", []),
        ("text\n$ paramcalc rnn\r\nx\r\n", [("rnn", "\r\nx")]),
    ],
)
def test_a_transcript(text, found):
    assert slots(text) == found


def test_a_transcript_with_a_prefix():
    text = "> $ paramcalc rnn\n> x\n"
    assert slots(text, 2) == [("rnn", "\n> x")]
    (slot,) = transcript(list(lines_of(text)), 2)
    assert (slot.prefix, slot.line, slot.kind) == ("> ", 1, Kind.TRANSCRIPT)


def test_transcripts_within_answers_are_known():
    marked = [Slot(Kind.BLOCK, "a", 1, 10, 20), Slot(Kind.BLOCK, "b", 1, 30, 40)]
    asked = []

    def transcripts(is_answer):
        asked.extend(position for position in range(50) if is_answer(position))
        return [Slot(Kind.TRANSCRIPT, "c", 1, 22, 25)]

    assert [slot.command for slot in answers_with(marked[::-1], transcripts)] == ["a", "c", "b"]
    assert asked == [*range(10, 20), *range(30, 40)]


def test_an_error_has_its_line():
    assert PageError("no", line=3, tip="yes").line == 3
