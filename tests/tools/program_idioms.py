"""Idioms with a subtle turn: closures, default arguments, classes, generators and their like, with random values."""

from __future__ import annotations

from collections.abc import Callable

from program_writer import Writer

Idiom = Callable[[Writer], None]


def lines(w: Writer, text: str, **names: str) -> None:
    """Lines with `<name>` replaced."""
    for name, value in names.items():
        text = text.replace(f"<{name}>", value)
    for line in text.strip("\n").split("\n"):
        w.write(line)


def result(w: Writer, expression: str) -> None:
    w.write(f"{w.add('number', w.target('number', 'n'))} = {expression} % 12 + 1")


def numbers(w: Writer, count: int) -> dict[str, str]:
    return dict(zip("abcd", [w.number(1) for _ in range(count)], strict=False))


def simple(text: str, *results: str) -> Idiom:
    """An idiom of fixed lines; `<f>` is a new name, `<a>` to `<d>` are random numbers, `<flag>` is a random truth."""

    def idiom(w: Writer) -> None:
        names = {"f": w.fresh("g"), **numbers(w, 4), "flag": w.flag(), "xs": w.listing(0), "m": w.mapping()}
        lines(w, text, **names)
        for expression in results:
            for name, value in names.items():
                expression = expression.replace(f"<{name}>", value)
            if w.chance(0.8):
                result(w, expression)

    return idiom


def objects(text: str, *made: str) -> Idiom:
    """An idiom that makes objects with `units`; `<o>` is the object, the rest as in `simple`."""

    def idiom(w: Writer) -> None:
        name = w.fresh("cfg")
        values = {"f": w.fresh("C"), "o": name, **numbers(w, 4), "flag": w.flag(), "xs": w.listing(0), "m": w.mapping()}
        lines(w, text, **values)
        lines(w, w.random.choice(made), **values)
        w.add("object", name)
        w.add("number", f"{name}.units")

    return idiom


DATACLASS = """
@dataclasses.dataclass
class <f>:
    units: int = <a>
    depth: int = 2
    items: list = dataclasses.field(default_factory=lambda: [<b>])
    def __post_init__(self):
        self.units += len(self.items)
"""

CLASSES = """
class <f>:
    units = <a>
    items = []
    def grow(self, by=1):
        self.units = self.units + by
        self.items.append(by)
        return self
class <f>b(<f>):
    units = <b>
    def grow(self, by=2):
        return super().grow(by + len(self.items) % 3)
class <f>c(<f>):
    pass
class <f>d(<f>c, <f>b):
    pass
"""

MADE_CLASSES = (
    "<o> = <f>b()\n<o>.grow()",
    "<o> = <f>d().grow(<c>)",
    "<f>.units = <c>\n<o> = <f>c()",
    "<o> = <f>b()\n<f>.units = <d>\n<f>b.items.append(3)\n<o>.grow()",
    "<o> = <f>c()\nif <flag>: <f>c.units = <d>",
    "<o> = <f>()\n<o>.grow()\nif <flag>: del <o>.units",
)

PROPERTY = """
class <f>:
    def __init__(self, units=<a>, **more):
        self.base = units
        self.__dict__.update(more)
    @property
    def double(self): return self.base * 2
    @property
    def units(self): return self.base % 9 + 1
    @units.setter
    def units(self, value): self.base = value + 1
    @classmethod
    def of(cls, n): return cls(n + 1)
    @staticmethod
    def twice(n): return 2 * n
    def __call__(self, n=1): return self.units + n
"""

IDIOMS: list[Idiom] = [
    objects(DATACLASS, "<o> = <f>()", "<o> = <f>(<c>)", "<o> = <f>(depth=3, units=<d>, items=[1, 2])"),
    objects(DATACLASS, "<o> = dataclasses.replace(<f>(<c>), depth=1)"),
    *[objects(CLASSES, made) for made in MADE_CLASSES],
    objects(PROPERTY, "<o> = <f>()", "<o> = <f>.of(<b>)", "<o> = <f>(extra=<c>)\n<o>.units = <f>.twice(<d>)"),
    objects("", "<o> = types.SimpleNamespace(units=<a>, flag=<flag>)"),
    simple(
        "<f> = collections.namedtuple('<f>', 'units depth', defaults=[2])\n<f>2 = <f>(<a>)", "<f>2.units + sum(<f>2)"
    ),
    objects("class <f>:\n    units = <a>\n    units = units + 1\n    if <flag>:\n        units = <b>", "<o> = <f>"),
    simple(
        "def <f>(start=<a>):\n    def step(by=1):\n        nonlocal start\n        start += by\n        return start\n"
        "    return step\n<f>s = <f>()\n<f>t = <f>(<b>)\n<f>s(<c>)",
        "<f>s()",
        "<f>t()",
    ),
    simple("def <f>(u, seen=[]):\n    seen.append(u)\n    return len(seen) + u\n<f>(<a>)", "<f>(<b>)", "<f>(<c>)"),
    simple(
        "<f> = [lambda: k + 1 for k in range(3)]\n<f>2 = [lambda k=k: k + 1 for k in range(3)]", "<f>[0]()", "<f>2[0]()"
    ),
    simple("<f> = []\nfor k in (<a>, <b>):\n    <f>.append(lambda: k)\nk = <c>", "<f>[0]()"),
    simple(
        "def <f>(n):\n    for k in range(n % 4):\n        if k == 2 and <flag>: return\n        yield k + <a>",
        "sum(<f>(<b>))",
        "next(<f>(3))",
        "len(list(<f>(<c>)))",
    ),
    simple("<f> = 0\ndef <f>b(by=1):\n    global <f>\n    <f> += by\n    return <f>\n<f>b(<a>)", "<f>b()", "<f>"),
    simple(
        "def <f>(*given, **named):\n    return given[-1] + named.get('u', 2)",
        "<f>(<a>, <b>)",
        "<f>(*[<a>], **{'u': <c>})",
    ),
    simple(
        "def <f>(made):\n    @functools.wraps(made)\n    def around(*given):\n        return 2 * made(*given)\n"
        "    return around\n@<f>\ndef <f>b(u): return u + 1",
        "<f>b(<a>)",
    ),
    simple(
        "def <f>(u):\n    try:\n        if <flag>: return u\n        if u > <a>: raise KeyError(u)\n"
        "    except KeyError:\n        return <b>\n    finally:\n        <f>s.append(u)\n    return <c>\n<f>s = []",
        "<f>(<d>)",
        "<f>(2) + len(<f>s)",
    ),
    simple(
        "class <f>:\n    depth = 0\n    def __enter__(self):\n        <f>.depth += 1\n        return self\n"
        "    def __exit__(self, *error):\n        <f>.depth += 2\n        return <flag>\n"
        "with <f>() as inside:\n    if <a> > <b>: raise ValueError\n    <f>.depth += <c>",
        "<f>.depth",
    ),
    simple("<f> = iter([<a>, <b>, <c>])\nnext(<f>)", "sum(<f>)", "next(<f>, 4)", "len(list(<f>))"),
    simple("<f> = zip([<a>, <b>], [1, 2])\n<f>2 = [p for p, _ in <f>]", "len(list(<f>)) + <f>2[0]"),
    simple("class <f>(enum.Enum):\n    SMALL = <a>\n    LARGE = 9\n", "<f>.SMALL.value", "<f>(9).value + len(<f>)"),
    simple("<f> = {'x': <a>, 'y': <b>}\n<f>['x'] = <f>.pop('y')", "max(<f>.values())", "next(iter(<f>.values()))"),
    simple("if (<f> := <a>) > 3:\n    <f> = <b>", "<f>"),
    simple("<f> = <f>2 = [<a>]\n<f>2.append(<b>)\n<f> += [2]", "sum(<f>2)", "len(<f>)"),
    simple("<f> = [[0] * 2] * 2\n<f>[0][1] = <a>", "<f>[1][1]"),
    simple(
        "@functools.lru_cache(None)\ndef <f>(u):\n    <f>s.append(u)\n    return u\n<f>s = []\n<f>(2), <f>(2)",
        "len(<f>s)",
    ),
    simple("<f> = functools.partial(lambda a, b, c=1: a + b * c, <a>, c=2)", "<f>(<b>)", "<f>(1, c=<c>)"),
    simple("<f> = functools.reduce(lambda a, b: a + b, [<a>, <b>], 1)", "<f>"),
    simple("<f>, *<f>2 = [<a>, <b>, <c>]\n(<f>3, <f>4), <f>5 = (1, <d>), 2", "<f> + len(<f>2)", "<f>4"),
    simple("def <f>(n): return 1 if n < 2 else n + <f>(n - 2)", "<f>(<a>)"),
    simple("<f> = <a>\ndel <f>\ntry:\n    <f>\nexcept NameError:\n    <f> = <b>", "<f>"),
    simple("<f> = (k * 2 for k in [<a>, <b>] if <flag>)", "sum(<f>)", "next(<f>, 5)"),
    simple("<f> = [1, 2, 3, 4]\nfor k in <f>:\n    if k % 2: <f>.remove(k)", "sum(<f>)"),
    simple("<f> = '-'.join(str(v) for v in (<a>, <b>))", "len(<f>)", "int(<f>.split('-')[0])"),
    simple("<f> = {k: v for v, k in enumerate('abc', start=<a>)}", "<f>['b']", "len({**<f>, 'a': 0})"),
    simple(
        "class <f>(list):\n    def total(self): return sum(self)\n<f>2 = <f>([<a>, 1])\n<f>2.append(<b>)",
        "<f>2.total()",
    ),
    simple(
        "class <f>:\n    def __init__(self, n): self.n = n\n    def __len__(self): return self.n % 5\n"
        "    def __getitem__(self, k): return self.n + k\n    def __eq__(self, other): return <flag>\n"
        "    def __iter__(self): return iter([self.n, 1])\n    def __add__(self, other): return self.n + other",
        "len(<f>(<a>))",
        "<f>(<b>)[2]",
        "sum(<f>(<c>))",
        "(3 if <f>(<a>) else 4)",
        "(3 if <f>(1) == 2 else 4)",
        "<f>(1) + <d>",
    ),
    simple("<f> = [<a>, <b>]\n<f>2 = <f>\n<f> = <f> + [1]\n<f>2 += [2, 3]", "len(<f>)", "len(<f>2)"),
    simple("def <f>(xs):\n    xs = xs + [1]\n    xs.append(2)\n<f>2 = [<a>]\n<f>(<f>2)", "len(<f>2)"),
    simple("<f> = [v for v in <xs> if v > <a>] or [<b>]", "<f>[0]", "len(<f>)"),
    simple(
        "<f> = copy.deepcopy([[<a>], 1])\n<f>2 = copy.copy(<f>)\n<f>2[0].append(2)\n<f>2.append(3)",
        "len(<f>[0]) + len(<f>)",
    ),
    simple("<f> = dict.fromkeys('ab', [])\n<f>['a'].append(<a>)", "len(<f>['b'])"),
    simple(
        "<f> = argparse.ArgumentParser()\n<f>.add_argument('--units', type=int, default=<a>)\n<f> = <f>.parse_args([])",
        "<f>.units",
    ),
]
