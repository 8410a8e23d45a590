"""Broken models by the thousand: `python tests/tools/fuzz.py --count 50000`.

Every file of tests/files/models is cut, overwritten and spliced, and wrong values are put into its JSON. Lines of
layers and Python sources are made from random pieces. Each input must be counted or refused, without any other error,
in two seconds and 200 MB. Separate processes do the work, so that a crash or a hang of a C library is found, too. To
repeat a failure, give its seed: `--seed N --count 1`.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import random
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paramcalc.document import forms_of, write
from paramcalc.document.subjects.model import ModelView
from paramcalc.errors import ParamcalcError
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_opened
from paramcalc.readers.text import read_text

SAVED_MODELS = Path(__file__).parents[1] / "files" / "models"

MODEL_FILES = sorted(path for path in SAVED_MODELS.glob("*/*") if path.name != "expected.json")

SECONDS, MEBIBYTES = 2, 200

FORMS = forms_of("model")

BATCH = 250

JUNK: list[Any] = json.loads(
    """[null, true, false, 0, -1, 1, 2, 3, 75, 1000000000, 9223372036854775808, 1e400, 1.5, NaN, "", "a", "GRU",
    "Dense",
    "Bidirectional", "Sequential", "Functional", "same", "channels_first", "\\u001b[31m", [], [null], [null, null],
    [0, 0, 0], [null, 5, 3], [[null, 5, 3], [null, 5, 3]], ["a", 0, 0], ["a", 1000000000, 0], {},
    {"class_name": "Dense"}, {"config": {}}, {"class_name": "Dense", "config": {"units": 3}},
    {"class_name": "GRU", "config": []}, {"layers": [], "input_layers": []}]"""
)

PIECES = """import keras
from keras import layers, Sequential, Input, Model
x = Input((3, 4))
n = 5
n = n * n
x = layers.GRU(n, return_sequences=True)(x)
x = layers.Dense(3)(x)
m = Sequential()
m.add(layers.Dense(n))
m = Model(x, x)
for i in range(3): x = layers.Dense(i)(x)
m.add(m)
n = [n] * 9
def f(a): return f(a)
f(n)
x = x[:, 0]
m.layers[0].trainable = False
if n: n = 3
a, *b = [1, 2, n]
x = m(x)
n.append(n)
class C(keras.Model): d = layers.Dense(2)
c = C()
c.d = c
while n: pass""".splitlines(keepends=True)

WORDS = (
    "GRU LSTM Dense Input Bidirectional RNN LSTMCell Flatten Reshape Conv1D "
    "( ) , > 28 None 75 'a' = units [ ] * - ** 0 ("
)

SHARES = {".json": 45, ".keras": 35, ".h5": 20}
"""How often each kind of file is taken, of 100."""


def mutated_bytes(generator: random.Random, data: bytes) -> bytes:
    """A file with some of its bytes cut off, overwritten, moved or doubled."""
    broken = bytearray(data)
    for _ in range(generator.choice((1, 1, 1, 2, 4, 16, 64))):
        if not broken:
            break
        at = generator.randrange(len(broken))
        kind = generator.randrange(6)
        if kind == 0:
            del broken[at:]
        elif kind == 1:
            broken[at] = generator.randrange(256)
        elif kind == 2:
            broken[at : at + 8] = generator.choice((b"\xff" * 8, b"\0" * 8, generator.randbytes(8)))
        elif kind == 3:
            del broken[at : at + generator.randrange(1, 200)]
        elif kind == 4:
            other = generator.randrange(len(broken))
            broken[at:at] = broken[other : other + generator.randrange(1, 400)]
        else:
            broken[at] ^= 1 << generator.randrange(8)
    return bytes(broken)


def mutated_json(generator: random.Random, value: Any) -> Any:
    """JSON with some of its values replaced, dropped or doubled, at any depth."""
    for _ in range(generator.choice((1, 1, 2, 3, 8))):
        places = list(_places(value))
        if not places:
            break
        owner, key = generator.choice(places)
        kind = generator.randrange(5)
        if kind == 0:
            del owner[key]
        elif kind == 1 and isinstance(owner, list):
            owner.insert(key, owner[key])
        elif kind == 2:
            other, name = generator.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                owner[key] = json.loads(json.dumps(other[name]))
        else:
            owner[key] = copy.deepcopy(generator.choice(JUNK))
    return value


def _places(value: Any) -> Any:
    rest = [value]
    while rest:
        owner = rest.pop()
        keys = list(owner) if isinstance(owner, dict) else range(len(owner)) if isinstance(owner, list) else ()
        for key in keys:
            yield owner, key
            rest.append(owner[key])


def case(seed: int) -> tuple[str, Callable[[], Model]]:
    """The input for a seed: its description, and a function that counts it."""
    generator = random.Random(seed)
    kind = generator.random()
    if kind < 0.04:
        text = " ".join(generator.choice(WORDS.split()) for _ in range(generator.randrange(1, 30)))
        return f"text {text}", lambda: Model(read_text(text))
    if kind < 0.08:
        source = "".join(generator.choice(PIECES) for _ in range(generator.randrange(1, 25)))
        return f"source {source!r}", lambda: _counted(source.encode(), "source.py")
    if kind < 0.1:
        data = generator.choice((b"", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"{", b"\x80")) + generator.randbytes(300)
        return "random bytes", lambda: _counted(data, "random")
    (suffix,) = generator.choices(list(SHARES), list(SHARES.values()))
    path = generator.choice([each for each in MODEL_FILES if each.suffix == suffix])
    data = path.read_bytes()
    config = _config_of(path, data)
    if config is not None and generator.random() < 0.6:
        data = _with_config(path, data, json.dumps(mutated_json(generator, config)).encode())
        return f"{path.parent.name}/{path.name}", lambda: _counted(data, path.name, weights=False)
    data = mutated_bytes(generator, data)
    return f"{path.parent.name}/{path.name}", lambda: _counted(data, path.name)


def _config_of(path: Path, data: bytes) -> Any:
    if path.suffix == ".json":
        return json.loads(data)
    if path.suffix == ".keras":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return json.loads(archive.read("config.json"))
    return None


def _with_config(path: Path, data: bytes, config: bytes) -> bytes:
    if path.suffix == ".json":
        return config
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, config if name == "config.json" else old.read(name))
    return packed.getvalue()


def _counted(data: bytes, name: str, weights: bool = True) -> Model:
    return Model(read_opened(io.BytesIO(data), name, {"weights": weights}))


def attempt(seed: int) -> str:
    """What went wrong with a seed; empty if nothing did."""
    what, make = case(seed)
    started = time.process_time()
    try:
        model = make()
        form = FORMS[seed % len(FORMS)]
        for _ in write("model", ModelView(model, depth=1 + seed % 3, gates=bool(seed % 2)), form):
            pass
    except ParamcalcError as error:
        if not str(error) or "\x1b" in str(error):
            return f"seed {seed}: {what}: an error that says nothing, or speaks to the terminal: {str(error)!r}"
    except BaseException as error:
        return f"seed {seed}: {what}: {type(error).__name__}: {error}"
    took = time.process_time() - started
    return f"seed {seed}: {what}: {took:.1f} s" if took > SECONDS else ""


def batch(start: int, count: int) -> int:
    """Try some seeds in this process, and print what went wrong and the largest memory."""
    for seed in range(start, start + count):
        print(f"at {seed}", flush=True)
        wrong = attempt(seed)
        if wrong:
            print(f"WRONG {wrong}", flush=True)
    print(f"peak {peak() // 1024}", flush=True)
    return 0


def peak() -> int:
    """The largest memory of this process and of its children in KiB.

    `ru_maxrss` begins with the memory of the parent process; Linux has a figure that does not.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.exists():
        (own,) = (int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def run(start: int, count: int) -> tuple[list[str], int]:
    """Try all seeds in separate processes: what went wrong, and the largest memory in MiB."""
    wrong: list[str] = []
    largest = 0
    for first in range(start, start + count, BATCH):
        size = min(BATCH, start + count - first)
        command = [sys.executable, __file__, "--batch", "--seed", str(first), "--count", str(size)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10 + size * SECONDS, check=False)
            output, code = done.stdout, done.returncode
            trouble = done.stderr[-500:]
        except subprocess.TimeoutExpired as error:
            output, code, trouble = (error.stdout or b"").decode(), -1, "it hangs"
        lines = output.splitlines()
        wrong += [line.removeprefix("WRONG ") for line in lines if line.startswith("WRONG ")]
        if code:
            last = next((line for line in reversed(lines) if line.startswith("at ")), "at the start")
            wrong.append(f"{last}: the process ended with {code}: {trouble}")
        largest = max([largest, *(int(line.split()[1]) for line in lines if line.startswith("peak "))])
    return wrong, largest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--batch", action="store_true", help="in this process")
    given = parser.parse_args()
    if given.batch:
        return batch(given.seed, given.count)
    started = time.perf_counter()
    wrong, largest = run(given.seed, given.count)
    print(*wrong, sep="\n")
    print(f"{given.count:,} inputs, {len(wrong)} wrong, at most {largest} MiB, {time.perf_counter() - started:.0f} s")
    return int(bool(wrong) or largest > MEBIBYTES)


if __name__ == "__main__":
    sys.exit(main())
