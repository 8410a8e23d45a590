"""A polynomial read from its text: the one reader of formulas. Nothing of the text is executed.

It reads Python's syntax, the inverse of `Polynomial.show(PYTHON)`, and formulas as people write them: `3n(m + n)`,
`n²`, `n^2`, `3·n`, LaTeX.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from math import prod
from typing import NamedTuple, NoReturn, TypeAlias

from paramcalc.algebra.integers import MOST_DIGITS
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.algebra.tokens import Token, tokens
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

LONGEST_TEXT = 2000
"""Characters: far above any formula of a layer."""

MOST_TERMS = 10_000
"""Terms of one product, before equal ones are added up."""

LARGEST_POWER = 100

MOST_LETTERS = 3
"""Letters of a word that can be a product of sizes with one letter each: `nm`."""


class Number(NamedTuple):
    """A number of a formula, and its column, which tells it from other numbers of the same value."""

    value: int
    column: int


class Name(NamedTuple):
    """A size of a formula."""

    name: str


class Sum(NamedTuple):
    """Terms, each with its sign."""

    terms: tuple[tuple[int, Expression], ...]


class Product(NamedTuple):
    """Factors."""

    factors: tuple[Expression, ...]


class Power(NamedTuple):
    """A power with a known exponent."""

    base: Expression
    exponent: int


Expression: TypeAlias = "Number | Name | Sum | Product | Power"


@lru_cache(maxsize=256)
def expression(text: str) -> Polynomial:
    """The polynomial that a text means.

    >>> print(expression("2 * units * (input + units**2)"))
    2·(units³ + input·units)

    Raises UsageError for any other text, and for one that is too long or too deep or has too many terms.
    """
    return value_of(parse(text))


def parse(text: str, known: Collection[str] = ()) -> Expression:
    """The syntax tree of a formula.

    A word of two or three letters that is not `known` is a product, if each of its letters is known.

    >>> print(value_of(parse("3(n² + nm)", {"n", "m"})))
    3·(m·n + n²)

    Raises UsageError for a text that is no formula, or too long or too deep.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError(
            tr(
                "a formula has at most {longest_text:,} characters, got {count:,}",
                longest_text=LONGEST_TEXT,
                count=len(text),
            )
        )
    try:
        return _Parser(text, known).parse()
    except RecursionError as error:
        raise UsageError(
            tr("not a formula in sizes: {text}", text=shown(text)), tip=tr("it is nested too deeply")
        ) from error


def value_of(
    node: Expression, sizes: Mapping[str, Size] | None = None, numbers: Mapping[Number, Size] | None = None
) -> Polynomial:
    """The polynomial of a syntax tree, with names and numbers replaced by these sizes.

    >>> print(value_of(parse("n * 28"), {"n": Polynomial.symbol("units")}))
    28·units

    Raises UsageError for a product of too many terms.
    """
    names, numbers = sizes or {}, numbers or {}

    def value(node: Expression) -> Polynomial:
        match node:
            case Number():
                return polynomial(numbers.get(node, node.value))
            case Name(name):
                return polynomial(names.get(name, Polynomial.symbol(name)))
            case Sum(terms):
                return sum((sign * value(term) for sign, term in terms), Polynomial({}))
            case Product(factors):
                return _product(map(value, factors))
            case Power(base, exponent):
                return _product([value(base)] * exponent)

    try:
        return value(node)
    except RecursionError as error:
        raise UsageError(tr("the formula is nested too deeply")) from error


def walk(node: Expression) -> Iterator[Expression]:
    """A node and all nodes inside."""
    yield node
    match node:
        case Sum(terms):
            for _, term in terms:
                yield from walk(term)
        case Product(factors):
            for factor in factors:
                yield from walk(factor)
        case Power(base):
            yield from walk(base)


def _product(factors: Iterator[Polynomial] | list[Polynomial]) -> Polynomial:
    total = Polynomial({(): 1})
    for factor in factors:
        if len(total.terms) * len(factor.terms) > MOST_TERMS:
            raise UsageError(tr("the formula has a product of more than {most:,} terms", most=MOST_TERMS))
        total = total * factor
    return total


class _Parser:
    """A parser by recursive descent; a factor beside another needs no sign between them."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.position = 0
        alone = {token.text for token in self.tokens if token.kind == "name" and len(token.text) == 1}
        self.letters = {name for name in known if len(name) == 1} | alone if known else set()
        self.known = known

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def parse(self) -> Expression:
        """The whole text."""
        node = self._sum()
        if self.token.kind != "end":
            self._fail(tr("{text!r} does not belong here", text=self.token.text))
        return node

    def _take(self, *kinds: str) -> Token | None:
        token = self.token
        if token.kind not in kinds:
            return None
        self.position += 1
        return token

    def _sum(self) -> Expression:
        terms = [(self._sign(), self._term())]
        while self.token.kind in ("+", "-"):
            terms.append((self._sign(), self._term()))
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(tuple(terms))

    def _sign(self) -> int:
        return prod(-1 if token.kind == "-" else 1 for token in iter(lambda: self._take("+", "-"), None))

    def _term(self) -> Expression:
        factors = [self._power()]
        while True:
            if self._take("*"):
                sign = self._sign()
                factors += [self._power()] if sign == 1 else [Number(-1, 0), self._power()]
            elif self.token.kind in ("number", "name", "("):
                self._check_neighbours()
                factors.append(self._power())
            else:
                return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def _check_neighbours(self) -> None:
        """Refuse what would be a product without a sign, but is more likely a slip: `units input`, `n 3`."""
        before, after = self.tokens[self.position - 1], self.token
        words = before.kind == after.kind == "name" and len(before.text) > 1 and len(after.text) > 1
        if words or after.kind == "number":
            self._fail(tr("a sign is missing between {text!r} and {other!r}", text=before.text, other=after.text))

    def _power(self) -> Expression:
        base = self._atom()
        if not self._take("**"):
            return base
        bracket = self._take("(")
        token = self._take("number")
        if token is None or len(token.text) > len(str(LARGEST_POWER)) or int(token.text) > LARGEST_POWER:
            self._fail(tr("an exponent is a whole number up to {largest_power}", largest_power=LARGEST_POWER))
        if (bracket and not self._take(")")) or self.token.kind == "**":
            self._fail(tr("an exponent is one number"))
        if isinstance(base, Product):
            # A word that is a product, as in nm²: the exponent belongs to its last letter.
            return Product((*base.factors[:-1], Power(base.factors[-1], int(token.text))))
        return Power(base, int(token.text))

    def _atom(self) -> Expression:
        token = self._take("number", "name", "(")
        if token is None:
            at_end = self.token.kind == "end"
            self._fail(
                tr("a name, a number or a bracket is missing")
                + ("" if at_end else tr(" before {text!r}", text=self.token.text))
            )
        if token.kind == "number":
            if len(token.text) > MOST_DIGITS:
                self._fail(tr("a number has at most {most:,} digits", most=MOST_DIGITS))
            return Number(int(token.text), token.column)
        if token.kind == "name":
            return self._name(token.text)
        inner = self._sum()
        if not self._take(")"):
            self._fail(tr("a closing bracket is missing"))
        # A sum of one term keeps what is in brackets apart from a word that is a product.
        return Sum(((1, inner),)) if isinstance(inner, Product) else inner

    def _name(self, name: str) -> Expression:
        splits = name not in self.known and 1 < len(name) <= MOST_LETTERS and self.letters.issuperset(name)
        return Product(tuple(map(Name, name))) if splits else Name(name)

    def _fail(self, problem: str) -> NoReturn:
        tip = tr(
            "column {column}: {problem}; allowed: names, whole numbers, + - *, brackets and powers",
            column=self.token.column,
            problem=problem,
        )
        raise UsageError(tr("not a formula in sizes: {text}", text=shown(self.text)), tip=tip)
