"""Tables of real programs, and the ways in which they are wrapped and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import TESTS

from paramcalc.questions.summary import STATUSES, explain_summary
from paramcalc.readers.summaries import read_summaries

TABLES = TESTS / "files" / "summaries"

FUNCTIONAL = [
    ("InputLayer", 0),
    ("Conv2D", 224),
    ("BatchNormalization", 32),
    ("Add", 0),
    ("Sequential", 108),
    ("Dense", 11525),
]

SEQUENTIAL = [("Embedding", 320_000), ("Bidirectional", 10_944), ("GRU", 4140), ("Dense", 21)]

SEQ2SEQ = [("InputLayer", 0), ("InputLayer", 0), ("LSTM", 2368), ("LSTM", 3008), ("Dense", 510)]


def table(name):
    (summary,) = read_summaries((TABLES / f"{name}.txt").read_text(encoding="utf-8"))
    return summary


def kinds(summary):
    return [(row.kind, row.params) for row in summary.rows]


@pytest.mark.parametrize("generation", ["keras2", "keras3"])
@pytest.mark.parametrize(
    ("name", "rows"), [("sequential", SEQUENTIAL), ("functional", FUNCTIONAL), ("narrow", FUNCTIONAL)]
)
def test_rows_of_keras(generation, name, rows):
    summary = table(f"{generation}_{name}")
    assert [params for _, params in kinds(summary)] == [params for _, params in rows]
    for row, (kind, _) in zip(summary.rows, rows, strict=True):
        assert kind.startswith(row.kind)
        assert row.kind == kind or row.is_cut
    assert summary.totals["total"] == sum(params for _, params in rows)
    assert summary.totals["total"] == summary.totals["trainable"] + summary.totals["non_trainable"]


@pytest.mark.parametrize("generation", ["keras2", "keras3"])
def test_what_layers_read(generation):
    summary = table(f"{generation}_seq2seq")
    assert kinds(summary) == SEQ2SEQ
    decoder = summary.rows[3]
    assert decoder.reads[0] == "decoder_inputs"
    assert decoder.outputs[0] == (None, None, 16)


@pytest.mark.parametrize("generation", ["keras2", "keras3"])
def test_nested_layers(generation):
    depths = [row.depth for row in table(f"{generation}_nested").rows]
    assert max(depths) == 1
    assert depths[0] == depths[-1] == 0


def test_torchinfo():
    for name in ("torchinfo", "torchinfo_columns"):
        summary = table(name)
        assert summary.style == "torchinfo"
        assert [row.params for row in summary.rows if row.params] == [6000, 3_768_320, 1024, 10_260]
        assert [row.depth for row in summary.rows] == [0, 1, 1, 1, 1, 2, 2]
        assert summary.totals["total"] == 3_785_604
    assert table("torchinfo_columns").rows[2].inputs == ((1, 100, 300),)


def test_torchsummary():
    summary = table("torchsummary")
    assert summary.style == "torchsummary"
    assert kinds(summary)[:2] == [("Conv2d", 260), ("Conv2d", 5020)]
    assert summary.rows[0].outputs == ((None, 10, 24, 24),)


PLAIN = """
some text
Model: "mine"
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
max_pooling2d_1 (MaxPooling2 (None, 31, 31, 32)        0
_________________________________________________________________
dense_1 (Dense)              (None, 64)                802880
=================================================================
Total params: 802,880
Trainable params: 802,880
Non-trainable params: 0
more text
"""


class TestPlaces:
    """The same table in other places."""

    @pytest.mark.parametrize(
        "text",
        [
            PLAIN,
            PLAIN.replace("\n", "\n# "),
            PLAIN.replace("\n", "\n    "),
            PLAIN.replace("\n", "\n> "),
            PLAIN.replace("\n", "\r\n"),
            f"```\n{PLAIN}\n```",
            f"<pre>{PLAIN}</pre>",
            PLAIN.replace("_" * 65 + "\n", ""),
            PLAIN.replace('Model: "mine"\n', ""),
            "\x1b[1m" + PLAIN.replace("Dense", "\x1b[32mDense\x1b[0m"),
        ],
        ids=["plain", "comment", "indented", "quoted", "windows", "fence", "html", "no rules", "no title", "colours"],
    )
    def test_it_is_found(self, text):
        (summary,) = read_summaries(text)
        assert kinds(summary) == [("MaxPooling2", 0), ("Dense", 802_880)]
        assert summary.totals["total"] == 802_880

    def test_two_tables(self):
        assert [summary.line for summary in read_summaries(PLAIN + PLAIN)] == [5, 19]

    @pytest.mark.parametrize("text", ["", "Layer (type)", "Layer (type) Output Shape Param #", "x" * 10_000, "│" * 500])
    def test_no_table(self, text):
        assert read_summaries(text) == ()


@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_a_damaged_table_is_read_or_not(number, chance):
    """Letters left out, doubled or replaced anywhere: whatever is read has rows."""
    path = sorted(TABLES.iterdir())[number]
    text = list(path.read_text(encoding="utf-8"))
    for _ in range(20):
        place = chance.randrange(len(text))
        text[place] = chance.choice(["", text[place] * 2, "(", ")", "│", "|", "\n", "…", "9", "[", " "])
    for summary in read_summaries("".join(text)):
        assert summary.rows
        assert explain_summary(summary).status in STATUSES


def test_a_long_text_is_read_in_time():
    header = "Layer (type)                 Output Shape              Param #\n"
    assert read_summaries(header + "word " * 200_000) == ()
    assert read_summaries(header + ("a (" * 20 + "\n") * 5000) == ()
    assert read_summaries(header * 5000) == ()


def test_a_box_that_is_cut_hides_what_layers_read():
    text = (TABLES / "keras3_functional.txt").read_text(encoding="utf-8")
    width = text.splitlines()[1].index("┳", 45) + 1
    (summary,) = read_summaries("\n".join(line[:width] for line in text.splitlines()))
    assert all(row.reads == () for row in summary.rows)


def test_a_head_over_two_lines():
    text = (TABLES / "keras3_functional.txt").read_text(encoding="utf-8").splitlines()
    head = text[2].replace("Connected to", "Connected   ")
    below = "".join(letter if letter == "┃" else " " for letter in head)
    place = head.index("Connected")
    below = below[:place] + "to" + below[place + 2 :]
    (summary,) = read_summaries("\n".join([*text[:2], head, below, *text[3:]]))
    assert summary.rows[1].reads is not None
