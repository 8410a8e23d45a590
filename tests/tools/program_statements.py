"""Random statements of Python itself: assignments, branches, loops, functions, containers and effects from outside."""

from __future__ import annotations

from program_blocks import COMPOUND, idiom
from program_simple import SIMPLE, assign_flag, assign_list, assign_mapping, assign_number
from program_writer import DEEPEST, Writer


class Statements(Writer):
    """A writer of statements; a vocabulary adds what builds a model by overriding `build`."""

    def build(self) -> None:
        """One statement on the model."""

    def preamble(self) -> None:
        """Some values that the rest can use."""
        for make in self.random.choices([assign_number, assign_flag, assign_list, assign_mapping, idiom], k=4):
            make(self)

    def statements(self, count: int) -> None:
        for _ in range(count):
            self.statement()

    def statement(self) -> None:
        share = self.random.random()
        if share < 0.3:
            self.build()
        elif share < 0.6:
            self.random.choice(SIMPLE)(self)
        elif share < 0.68 and self.doubtful_effect():
            pass
        elif self.depth < DEEPEST:
            self.random.choice(COMPOUND)(self)
        else:
            self.random.choice(SIMPLE)(self)

    def doubtful_effect(self) -> bool:
        """A call of an outside function that may change what it is given; False if this program has none."""
        targets = [*self.known("list"), *self.known("mapping"), *self.known("object"), *self.models()]
        if not self.doubt or not targets or not self.chance(min(1, self.doubt * 5)):
            return False
        target = self.random.choice(targets)
        self.write(
            self.pick(
                lambda: f"{self.unknown('effect')}({target})",
                lambda: f"{self.unknown('effect')}([{target}])",
                lambda: f"{self.unknown('caller')}(lambda: {self.effect()})",
                lambda: (
                    f"{self.unknown('caller')}({target}.append, {self.number(0)})"
                    if target in self.known("list")
                    else f"{self.unknown('effect')}({{'a': ({target},)}})"
                ),
                lambda: f"{self.unknown('keeper')}({target})",
                lambda: f"{self.unknown('later')}()",
                lambda: f"{self.unknown('failure')}({target})",
            )
        )
        return True

    def models(self) -> list[str]:
        """The names of models that there are by now."""
        return []

    def effect(self) -> str:
        """An expression that changes something."""
        if self.known("list"):
            return f"{self.random.choice(self.known('list'))}.append({self.number(0)})"
        return f"{{}}.update(a={self.number(0)})"
