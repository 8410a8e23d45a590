"""What the five programs beside this module share: the data, the training, and the table that they print.

The programs need `pip install "paramcalc[tensorflow]" scikit-learn`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import keras
import numpy

import paramcalc

CELLS = {"SimpleRNN": keras.layers.SimpleRNN, "LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU}
BATCH = 32

Data = tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]
"""The examples and labels to train on, then those to measure the accuracy on."""


@dataclass(frozen=True, kw_only=True)
class System:
    """A model of a worked example, with any of the three cells in it, and the data it learns."""

    build: Callable[[type[keras.Layer], int], keras.Model]
    """Builds and compiles the Keras model with a class of recurrent layers and a number of units."""
    line: str
    """The same model as `paramcalc` reads it, with {cell} and {units} in it."""
    cell: str
    units: int
    data: Callable[[numpy.random.Generator], Data]
    epochs: int
    other_units: Sequence[int] = ()
    """More numbers of units that the article gives to its cell."""

    def text(self, cell: str, units: int | str) -> str:
        """The line of layers with this cell and these units."""
        return self.line.format(cell=cell, units=units)


def digits(random: numpy.random.Generator) -> Data:
    """1,797 grey images of handwritten digits, 8 × 8 pixels, from scikit-learn; a fifth is not trained on."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    order = random.permutation(len(images))
    images, labels = (images[order] / 16).astype("float32").reshape(-1, 8, 8), labels[order]
    trained = len(images) * 4 // 5
    return images[:trained], labels[:trained], images[trained:], labels[trained:]


def enlarged_digits(random: numpy.random.Generator) -> Data:
    """The digits as large as those of MNIST, 28 × 28: each pixel is drawn as 3 × 3, within a border of 2."""
    images, labels, other_images, other_labels = digits(random)
    return _enlarged(images), labels, _enlarged(other_images), other_labels


def _enlarged(images: numpy.ndarray) -> numpy.ndarray:
    return numpy.pad(images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))


PARTS = ("plot", "cast", "music", "camera", "ending", "dialogue", "pace", "story")
GOOD = ("wonderful", "brilliant", "moving", "funny", "clever", "gripping")
BAD = ("dull", "clumsy", "boring", "silly", "tedious", "shallow")
FACTS = ("it runs for two hours", "we saw it last week", "it is set in a small town", "the tickets were cheap")


def reviews(random: numpy.random.Generator, *, steps: int, count: int = 500) -> Data:
    """Film reviews, each made of three sentences; a fifth is not trained on.

    A review has one opinion between two facts. A `not` turns the opinion around. A word is a number from 1; zeros
    before the review fill up the steps.
    """
    words = {word: number for number, word in enumerate(_vocabulary(), 1)}
    examples, labels = numpy.zeros((count, steps), "int32"), numpy.zeros((count, 1), "int32")
    for example, label in zip(examples, labels, strict=True):
        text, label[0] = _review(random)
        example[-len(text) :] = [words[word] for word in text]
    trained = count * 4 // 5
    return examples[:trained], labels[:trained], examples[trained:], labels[trained:]


def _vocabulary() -> list[str]:
    """All words of the reviews."""
    return sorted({"the", "was", "not", *PARTS, *GOOD, *BAD, *" ".join(FACTS).split()})


def _review(random: numpy.random.Generator) -> tuple[list[str], bool]:
    """The words of a review, and whether it is positive."""
    is_good, is_negated = random.random(2) < (0.5, 0.3)
    opinion = random.choice(GOOD if is_good else BAD)
    sentence = f"the {random.choice(PARTS)} was {'not ' if is_negated else ''}{opinion}"
    before, after = random.choice(FACTS, 2)
    return f"{before} {sentence} {after}".split(), is_good != is_negated


Size = tuple[str, int]
"""A cell and its units."""


def sizes(system: System) -> dict[str, list[Size]]:
    """The sizes to compare: what a table is about, and the cells with their units in it."""
    like = system.text(system.cell, system.units)
    answer = paramcalc.solve(*(system.text(cell, "units") for cell in CELLS), like=like)
    budget = [(cell, solution.size) for cell, solution in zip(CELLS, answer.solutions, strict=True)]
    compared = {
        "Equal units": [(cell, system.units) for cell in CELLS],
        f"Equal budget: at most {paramcalc.model(like).total:,} parameters": budget,
    }
    if system.other_units:
        compared["Fewer units"] = [(system.cell, units) for units in system.other_units]
    return compared


@dataclass(frozen=True)
class Result:
    """What a model has learned."""

    parameters: int
    accuracy: float
    seconds: float


def learn(system: System, size: Size, *, steps: int | None, seed: int) -> Result:
    """Builds the model of a size, prints its summary and trains it; `steps` stops after so many batches."""
    cell, units = size
    keras.utils.set_random_seed(seed)
    model = system.build(CELLS[cell], units)
    model.summary()
    examples, labels, other_examples, other_labels = system.data(numpy.random.default_rng(seed))
    seen = len(examples) if steps is None else steps * BATCH
    epochs = system.epochs if steps is None else 1
    start = time.process_time()
    model.fit(examples[:seen], labels[:seen], epochs=epochs, batch_size=BATCH, verbose=0)
    seconds = time.process_time() - start
    _, accuracy = model.evaluate(other_examples, other_labels, verbose=0)
    return Result(model.count_params(), accuracy, seconds)


HEADER = ("layer", "parameters", "accuracy", "processor seconds")


def table(results: dict[Size, Result]) -> str:
    """The results as a Markdown table."""
    lines = [
        (f"{cell}({units})", f"{result.parameters:,}", f"{result.accuracy:.1%}", f"{result.seconds:.1f}")
        for (cell, units), result in results.items()
    ]
    widths = [max(map(len, column)) for column in zip(HEADER, *lines, strict=True)]
    first, *others = widths
    rule = (f":{'-' * (first - 1)}", *(f"{'-' * (width - 1)}:" for width in others))
    rows = [
        [line[0].ljust(first), *(text.rjust(width) for text, width in zip(line[1:], others, strict=True))]
        for line in (HEADER, rule, *lines)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(system: System) -> None:
    """The program of a system: every model's summary, then accuracy beside parameters."""
    parser = argparse.ArgumentParser(description=f"Train {system.text(system.cell, system.units)}, and other cells.")
    parser.add_argument("--steps", type=int, help="train each model on so many batches only")
    parser.add_argument("--seed", type=int, default=1, help="of the weights, the data and the dropout (default: 1)")
    options = parser.parse_args()
    if options.steps is not None and options.steps < 1:
        parser.error(f"--steps takes a whole number from 1, got {options.steps}")
    compared, results = sizes(system), {}
    for size in dict.fromkeys(size for group in compared.values() for size in group):
        results[size] = learn(system, size, steps=options.steps, seed=options.seed)
    for title, group in compared.items():
        print(f"\n{title}\n\n{table({size: results[size] for size in group})}")
