"""Values of every subject, for the tests of documents, and what the snapshots need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support import SAVED_MODELS, TESTS

import paramcalc
from paramcalc import custom_cell, gru, layer, lstm, rnn
from paramcalc.batch.answer import ModelsAnswer
from paramcalc.batch.baseline import Baseline, Layer, Record
from paramcalc.batch.count import count
from paramcalc.batch.search import Source
from paramcalc.document import SUBJECTS, WRITERS, text, value_of
from paramcalc.document.page import ASCII_GLYPHS, UNICODE_GLYPHS, Page
from paramcalc.document.subjects.model import ModelView
from paramcalc.document.subjects.verification import VerifiedLayer
from paramcalc.frameworks import FRAMEWORKS, cells
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Sweep, compare
from paramcalc.models.breakdown import Model
from paramcalc.pages.formats import FORMATS
from paramcalc.pages.refreshing import PageResult, PagesReport, refresh
from paramcalc.pages.slots import Answer, Slot
from paramcalc.questions.limits import Limits
from paramcalc.readers.source import read_source
from paramcalc.verifiers.verdict import (
    BuiltTensor,
    Case,
    LayerCheck,
    ModelCase,
    ModelTensor,
    ModelVerdict,
    Pair,
    Report,
    Verdict,
)
from paramcalc.weights.porting import port

SNAPSHOTS = Path(__file__).parent / "snapshots"

KERAS3 = SAVED_MODELS / "keras3"

TABLES = TESTS / "files" / "summaries"

WIDTHS = (40, 60, 80, None)

BREAKDOWNS = {
    "gru": gru(75, 28),
    "gru-before": gru(75, 28, reset_after=False),
    "gru-no-bias": gru(75, 28, bias=False),
    "gru-free": gru(),
    "gru-half": gru(input=28),
    "lstm-deep": lstm(75, 28, bidirectional=True, layers=2),
    "lstm-giant": lstm(10**30, 5),
    "rnn": rnn(10, 5),
    "conv": layer("convlstm2d", filters=3, channels=2, kernel_size=3),
    "wide": layer(
        custom_cell("h: 单位\nmy_gate = sigmoid(W @ x + b)\nh = my_gate * h", name="a<b>|c_d*e"), input=12345
    ),
}

SEQ2SEQ = """
from keras import Input, Model
from keras.layers import LSTM, Dense
a, b = Input((None, 40), name="a"), Input((None, 50), name="b")
_, h, c = LSTM(24, return_state=True, name="encoder")(a)
y = LSTM(24, return_sequences=True, name="decoder")(b, initial_state=[h, c])
model = Model([a, b], Dense(50, name="proj")(y), name="seq2seq")
"""

SHARED = """
from keras import Input, Model
from keras.layers import GRU, TimeDistributed, Dense, concatenate
x = Input((6, 5), name="x")
inner = Dense(4, name="inner")
one, two = TimeDistributed(inner, name="one"), TimeDistributed(inner, name="two")
model = Model(x, concatenate([one(x), two(x)], name="both"), name="shared")
"""

VIEWS = {
    "line": ModelView(paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")),
    "gates": ModelView(
        paramcalc.model("Input((None, 4)) > Bidirectional(LSTM(6, return_sequences=True)) > GRU(3) > Dense(2)"),
        gates=True,
    ),
    "graph": ModelView(Model(read_source(SEQ2SEQ))),
    "shared": ModelView(Model(read_source(SHARED))),
    "nested": ModelView(paramcalc.read(KERAS3 / "09_nested_frozen.json"), depth=3),
    "one": ModelView(paramcalc.read(KERAS3 / "09_nested_frozen.json"), only="encoder/conv1d"),
    "unbuilt": ModelView(paramcalc.read(KERAS3 / "21_unbuilt.json")),
    "unknown": ModelView(Model(read_source("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])"))),
}

LINES = {
    "small": "Input((28, 28)) > GRU(75) > Dense(10)",
    "large": "Input((28, 28)) > LSTM(200) > Dense(10)",
    "free": "GRU(3)",
    "missing": "missing.keras",
}

COUNTS = {name: count(Source(line), by_layer=True)._replace(source=f"{name}.keras") for name, line in LINES.items()}

MINE = COUNTS["small"]._replace(source="mine.keras", unknown=("mine: Mine is unknown",), is_lower_bound=True)

OLD_GRU = Record(24160, 24160, False, (Layer("gru", "GRU", 23400, 23400), Layer("dense", "Dense", 760, 760)))

BASELINE = Baseline(".", {"small.keras": OLD_GRU, "large.keras": OLD_GRU, "gone.keras": OLD_GRU})

MANY = {
    "ok": ModelsAnswer([COUNTS["small"], COUNTS["large"]], Limits()),
    "limits": ModelsAnswer([*COUNTS.values(), MINE], Limits(params=50_000, bytes=2**17, no_unknown=True)),
    "baseline": ModelsAnswer([COUNTS["small"], COUNTS["large"], COUNTS["free"]], Limits(), BASELINE),
    "open": ModelsAnswer([MINE, COUNTS["free"], COUNTS["small"]._replace(differences=2)], Limits()),
}

GRUS = {
    name: layer("gru", units=75, input=28, framework=name)
    for name, framework in FRAMEWORKS.items()
    if "gru" in framework.cells
}

FREE_GRUS = {name: layer("gru", framework=name) for name in GRUS}

CELLS = {"rnn": rnn(75, 28), "lstm": lstm(75, 28), "gru": gru(75, 28)}

COMPARISONS = {
    "gru": compare(GRUS, "keras"),
    "gru-free": compare(FREE_GRUS, "flax-nnx"),
    "cells": compare(CELLS, "rnn"),
    "options": compare(
        {"reset_after=True": gru(75, 28), "reset_after=False": gru(75, 28, reset_after=False)}, "reset_after=True"
    ),
}

MAPS = {
    "gru": port(gru(75, 28), gru(75, 28, framework="pytorch")),
    "gru-free": port(gru(), gru(framework="pytorch")),
    "lstm-deep": port(*(lstm(3, 5, bidirectional=True, layers=2, framework=name) for name in ("keras", "pytorch"))),
    "rnn-zero": port(rnn(3, 5), rnn(3, 5, framework="pytorch")),
}


def _built(breakdown: Breakdown, **changes: Any) -> tuple[Pair, ...]:
    tensors = [
        BuiltTensor(tensor.layer, tensor.direction, tensor.name, tuple(map(int, tensor.shape)), "float32", True)
        for tensor in breakdown.tensors
    ]
    first, *others = tensors
    pairs = [Pair(tensor, tensor) for tensor in others]
    return (Pair(first, first._replace(**changes)), *pairs)


def _verdict(breakdown: Breakdown, **changes: Any) -> Verdict:
    verdict = dict(  # noqa: C408  (as the call that it becomes)
        case=Case(breakdown.layer.name, breakdown),
        levels=("count", "tensors", "equations"),
        derived=breakdown.total,
        built=breakdown.total,
        tensors=_built(breakdown),
        forward_error=2.2e-07,
        tolerance=1e-05,
        left_out="",
        method="memory",
    )
    return Verdict(**{**verdict, **changes})


VERSIONS = {"python": "3.12.1", "keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.1.0"}

AGREES = _verdict(gru(75, 28))

DIFFERS = _verdict(
    gru(3, 5),
    built=81,
    tensors=(
        *_built(gru(3, 5), shape=(5, 8), dtype="float16", trainable=False)[:2],
        Pair(_built(gru(3, 5))[2].derived, None),
    ),
    forward_error=float("inf"),
    hint="the gates are stored in another order",
)

SKIPPED = _verdict(
    lstm(10**4, 10**4),
    forward_error=None,
    left_out="more than 12,000,000 parameters to allocate",
    method="keras.StatelessScope",
)


def _weight(name: str, *shape: int) -> ModelTensor:
    return ModelTensor(name, shape, "float32", True)


MODEL_DIFFERS = ModelVerdict(
    case=ModelCase("models", VIEWS["line"].model),
    levels=("count", "tensors"),
    layers=(
        LayerCheck(
            path="gru",
            kind="GRU",
            derived=23625,
            built=23625,
            tensors=(Pair(_weight("kernel", 28, 225), _weight("kernel", 28, 225)),),
            derived_outputs=((None, 75),),
            built_outputs=((None, 75),),
        ),
        LayerCheck(
            path="dense",
            kind="Dense",
            derived=760,
            built=761,
            tensors=(Pair(_weight("kernel", 75, 10), None), Pair(None, _weight("bias", 11))),
            derived_outputs=((None, 10), (None,)),
            built_outputs=((None, 11), (None,)),
        ),
        LayerCheck(path="mine", kind="Mine", left_out="its class is unknown", is_open=True),
        LayerCheck(path="odd", kind="Odd", derived=5, refused="a message of the framework"),
    ),
    derived=24385,
    built=24386,
    derived_trainable=24385,
    built_trainable=24386,
    method="keras.StatelessScope",
)

REPORTS = {
    "one": Report((AGREES,), VERSIONS, 1.25),
    "one-differs": Report((DIFFERS,), VERSIONS, 1.25),
    "model": Report((MODEL_DIFFERS,), VERSIONS, 0.5),
    "suite": Report((AGREES, DIFFERS, SKIPPED, MODEL_DIFFERS), VERSIONS, 71.04),
}

SOLUTIONS = {
    "gru": paramcalc.solve("gru", input=28, params=50_000),
    "cells": paramcalc.solve("rnn", "lstm", "gru", input=28, params=110, dtype="int8"),
    "bytes": paramcalc.solve("gru", input=28, bytes="64KiB", framework=["keras", "pytorch"], goal="nearest"),
    "projection": paramcalc.solve("lstm", framework="torch", units=9, input=28, free="projection", macs=10**9),
    "none": paramcalc.solve("lstm", input=28, params=2),
}

IDENTIFICATIONS = {
    "gru": paramcalc.identify(6336, units=32, input=32),
    "any": paramcalc.identify(6336),
    "expected": paramcalc.identify(9600, units=32, input=16, expected=9408),
    "nearest": paramcalc.identify(9408, "gru", units=32, input=16, bidirectional=True, reset_after=True),
    "none": paramcalc.identify(7, "gru", expected=8),
}

SUMMARIES = {
    name: paramcalc.identify_summary((TABLES / f"{name}.txt").read_text(encoding="utf-8"))
    for name in ("keras2_sequential", "keras3_functional", "torchinfo")
}
SUMMARIES["wrong"] = paramcalc.identify_summary(
    (TABLES / "keras2_sequential.txt").read_text(encoding="utf-8").replace("10944", "10945")
)

CHECKS = {
    "right": paramcalc.check("3*(n*m + n**2 + 2*n)", "gru"),
    "any": paramcalc.check("(n_features + n_units) * (n_units * 3) + n_units * 3"),
    "numbers": paramcalc.check("((16+32)*32 + 32) * 3 * 2", "gru", units=32, input=16, bidirectional=True),
    "wrong": paramcalc.check("4*(n*m + n^2 + m) + 7", "lstm"),
    "none": paramcalc.check("17n"),
}

MODEL_SWEEPS = {
    "one": paramcalc.sweep("Input((28, 6)) > GRU(u) > Dense(3)", u=range(8, 33, 8)),
    "two": paramcalc.sweep("Input((None, 6)) > GRU(u) > Dense(v)", u=(8, 16), v=(1, 10**12)),
    "formulas": paramcalc.sweep("GRU(u)", u=(8, 16)),
}

VALUES = {
    "total": value_of("layer", gru(75, 28), "total"),
    "formula": value_of("layer", gru(), "formula"),
    "derivation": value_of("layer", gru(75, 28), "derivation"),
    "output": value_of("model", VIEWS["line"], "layers.gru.output"),
    "lower-bound": value_of("model", VIEWS["unknown"], "total"),
    "difference": value_of("comparison", COMPARISONS["cells"], "gru.difference"),
}


def _page(path: str, text: str) -> PageResult:
    def ask(slot: Slot) -> Answer:
        return Answer("23,625\n", "markdown")

    return refresh(path, text.encode(), FORMATS["markdown"], lambda encoding: ask)


MARKED = "A <!-- paramcalc: gru 75 28 --only total -->{}<!-- /paramcalc -->\n"

STALE, RIGHT, WRONG = (
    _page("a.md", MARKED.format("1") + MARKED.format("23,625")),
    _page("b.md", MARKED.format("23,625")),
    _page("c.md", "<!-- paramcalc gru -->"),
)

PAGES = {
    "check": PagesReport((STALE, RIGHT, WRONG), is_check=True),
    "stale": PagesReport((STALE,), is_check=True),
    "right": PagesReport((RIGHT,), is_check=True),
    "write": PagesReport((STALE,), is_check=False),
    "written": PagesReport((RIGHT,), is_check=False),
    "wrong": PagesReport((WRONG,), is_check=False),
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "layer": BREAKDOWNS,
    "verified layer": {name: VerifiedLayer(gru(75, 28), report) for name, report in REPORTS.items() if "one" in name},
    "explanation": BREAKDOWNS,
    "model": VIEWS,
    "models": MANY,
    "comparison": COMPARISONS,
    "sweep": {
        "gru": Sweep(COMPARISONS["gru"], range(16, 257, 16), (28,)),
        "cells": Sweep(COMPARISONS["cells"], (75,), (1, 28, 10**12)),
        "tidy": Sweep(COMPARISONS["cells"], (16, 75), (28, 10**12), tidy=True),
    },
    "model sweep": MODEL_SWEEPS,
    "map": MAPS,
    "verification": REPORTS,
    "solutions": SOLUTIONS,
    "check": CHECKS,
    "identification": IDENTIFICATIONS,
    "summaries": SUMMARIES,
    "cells": {"all": list(cells()), "one": ["gru"]},
    "frameworks": {"all": list(FRAMEWORKS), "one": ["pytorch"]},
    "classes": {"all": ["keras", "pytorch"], "one": ["pytorch"]},
    "value": VALUES,
    "pages": PAGES,
}
"""Several values of every subject; the registry has the same subjects (test_document.py)."""

CASES = [(subject, name) for subject, values in EXAMPLES.items() for name in values]

SCHEMA_OF = {
    **{subject: subject for subject in SUBJECTS},
    "verified layer": "layer",
    "verification": "verify",
    "solutions": "solve",
    "identification": "identify",
    "pages": "docs",
    "model sweep": "model_sweep",
}
"""The schema that describes the JSON of each subject."""


def written(subject: str, name: str, form: str, width: int | None = None, *, ascii_only: bool = False) -> str:
    """An example in a form."""
    return text(subject, EXAMPLES[subject][name], form, Page(ASCII_GLYPHS if ascii_only else UNICODE_GLYPHS, width))


class Snapshots:
    """The snapshots of one subject: files in a folder, each the output of one example in one form at one width."""

    def __init__(self, subject: str, shots: list[tuple[str, str, int | None]]) -> None:
        self.subject = subject
        self.shots = list(dict.fromkeys(shots))
        self.folder = SNAPSHOTS / subject

    def check(self, shot: tuple[str, str, int | None], update: bool) -> None:
        """Compare the output with the file, which `update` writes anew."""
        path = self.folder / self._file(shot)
        output = written(self.subject, *shot)
        if update:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(output, encoding="utf-8")
        assert output == path.read_text(encoding="utf-8"), "pytest --update-docs rewrites the snapshots"

    def check_files(self, forms: set[str] = frozenset(WRITERS)) -> None:
        """Every form has a snapshot, and every file in the folder is one."""
        assert forms <= {form for _, form, _ in self.shots}
        assert {path.name for path in self.folder.iterdir()} == set(map(self._file, self.shots))

    @staticmethod
    def _file(shot: tuple[str, str, int | None]) -> str:
        name, form, width = shot
        return f"{name}.{form}.{width or 'any'}.txt"
