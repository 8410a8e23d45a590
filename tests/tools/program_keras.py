"""Random Keras programs: a model is built layer by layer among random statements, then changed, frozen and nested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from program_keras_layers import random_layer
from program_statements import Statements
from program_writer import DEEPEST, Kinds

IMPORTS = """import argparse, collections, contextlib, copy, dataclasses, enum, functools, types
import keras
from keras import layers, Sequential, Input, Model
"""


class KerasProgram(Statements):
    """A program that binds a Keras model to `model`."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.style = self.random.choice(["add", "add", "list", "call"])
        self.sequence = self.chance(0.35)
        self.owner = {"add": "model", "list": "stack", "call": "x"}[self.style]
        """What the layers are added to at this place; empty where nothing can be added."""
        self.inside = False
        """Whether the place is in a function."""
        self.layers: list[str] = []
        """Names of layers that can be used again."""
        self.later = False
        """Whether the model is there already, and only changed."""

    def text(self) -> str:
        """The whole program."""
        self.preamble()
        self.write(f"inputs = Input(({'5, 3' if self.sequence else '6'},))")
        if self.style == "add":
            self.write("model = Sequential()\nmodel.add(inputs)")
        else:
            self.write("stack = [inputs]" if self.style == "list" else "x = inputs")
        self.write(self.emitted(f"layers.Dense({self.number(0)})"))
        self.statements(self.random.randint(2, 13))
        self.finish()
        self.later = True
        for _ in range(self.random.choice([0, 0, 1, 2, 4])):
            self.random.choice([self.after, self.after, self.statement])()
        imported = sorted(self.imported)
        outside = "import settings\n" if self.outside else ""
        outside += f"from settings import {', '.join(imported)}\n" if imported else ""
        return IMPORTS + outside + "\n".join(self.lines) + "\n"

    @contextmanager
    def function(self, header: str, parameters: Kinds) -> Iterator[None]:
        """A function's body; it cannot assign the tensor of the module."""
        owner, inside = self.owner, self.inside
        self.owner, self.inside = "" if owner == "x" else owner, True
        with super().function(header, parameters):
            yield
        self.owner, self.inside = owner, inside

    def finish(self) -> None:
        if self.style == "list":
            self.write("model = Sequential(stack)")
        elif self.style == "call":
            self.write("model = Model(inputs, x)")
        self.owner = ""

    def models(self) -> list[str]:
        there = self.later or (self.style == "add" and self.owner == "model")
        return ["model"] if there else [self.owner] if self.owner == "stack" else []

    # Layers

    def layer(self) -> str:
        """An expression that makes a layer."""
        return random_layer(self, self.sequence)

    def emitted(self, layer: str) -> str:
        """The statement that puts a layer into what is built here."""
        if self.owner == "stack" and self.inside:
            return f"stack.append({layer})"
        if self.owner == "stack":
            return self.random.choice([f"stack.append({layer})", f"stack += [{layer}]", f"stack.extend([{layer}])"])
        if self.owner.startswith("x"):
            return f"{self.owner} = {layer}({self.owner})"
        return f"{self.owner}.add({layer})"

    def build(self) -> None:
        if self.later or not self.owner:
            self.after() if self.later and self.chance(0.7) else self.statement()
            return
        self.random.choices(
            [
                lambda: self.write(self.emitted(self.layer())),
                self.keep_layer,
                self.use_again,
                self.block_function,
                self.alias_method,
                self.freeze,
                self.take_off,
                self.many,
                self.inner,
                self.layer_generator,
                self.from_model,
                self.bad_layer,
                self.shared_or_not,
            ],
            [10, 2, 2, 2, 1, 2, 1, 1.5, 1, 1, 1.5, 0.7, 0.7],
        )[0]()

    def keep_layer(self) -> None:
        """A layer under a name, which may be frozen before or after it is used."""
        name = self.fresh("layer")
        self.write(f"{name} = {self.layer()}")
        if self.chance(0.4):
            self.write(f"{name}.trainable = {self.flag()}")
        self.write(self.emitted(name))
        if self.chance(0.4):
            self.write(f"{name}.trainable = {self.flag()}")
        if not self.depth:
            self.layers.append(name)

    def use_again(self) -> None:
        if self.layers and self.owner.startswith("x"):
            name, width = self.random.choice(self.layers), self.random.randint(2, 5)
            self.write(f"{self.owner} = layers.Dense({width})({self.owner})")
            self.write(f"again = layers.Dense({width})")
            self.write(f"{self.owner} = again(again(layers.Dense({width})({self.owner})))")
            self.write(f"{name}.trainable = {self.flag()}")
        elif self.layers:
            self.write(f"{self.random.choice(self.layers)}.trainable = {self.flag()}")

    def block_function(self) -> None:
        """A function that adds layers to what it is given, and calls of it."""
        if self.depth >= DEEPEST - 1 or not self.owner:
            return
        owner, name, units = self.owner, self.fresh("block"), self.fresh("u")
        own = "x" if owner.startswith("x") else "m"
        inner = {"x": "x", "stack": "stack"}.get(owner, own)
        parameters = {"number": [units]}
        if self.doubtful():
            self.write(f"@{self.unknown('decorator')}")
        with self.function(f"def {name}({inner}, {units}={self.number(0)}):", parameters):
            self.owner, kept = inner, self.layers
            self.layers = []
            self.write(self.emitted(f"layers.Dense({units})"))
            for _ in range(self.random.randint(0, 2)):
                self.statement()
                if self.chance(0.25):
                    self.write(f"if {self.flag()}: return {inner}")
            self.write(f"return {inner}")
            self.layers = kept
        for _ in range(self.random.randint(1, 2)):
            call = f"{name}({owner}{self.random.choice(['', f', {self.number(1)}', f', {units}={self.number(0)}'])})"
            self.write(f"{owner} = {call}" if owner.startswith("x") else call)

    def alias_method(self) -> None:
        if self.owner in ("model", "stack"):
            self.write("put = model.add" if self.owner == "model" else "put = stack.append")
            self.write(f"put({self.layer()})")

    def bad_layer(self) -> None:
        """A layer that Keras refuses, and what is done instead."""
        if self.owner == "model" and self.depth < DEEPEST:
            self.write("try:")
            self.write(
                f"    model.add({self.random.choice(['layers.Dense(0)', 'layers.LSTM(2)', '3', 'layers.Dense(None)'])})"
            )
            self.write("except (ValueError, TypeError):")
            self.write(f"    model.add(layers.Dense({self.number(0)}))")

    def shared_or_not(self) -> None:
        """A layer that is one of two, and may be there already."""
        if self.owner.startswith("x"):
            name, width = self.fresh("layer"), self.random.randint(2, 5)
            self.write(f"{name} = layers.Dense({width})")
            self.write(f"{self.owner} = {name}(layers.Dense({width})({self.owner}))")
            self.write(f"{self.owner} = ({name} if {self.flag()} else layers.Dense({width}))({self.owner})")

    def take_off(self) -> None:
        if self.owner in ("model", "m"):
            self.write(f"if len({self.owner}.layers) > 1: {self.owner}.pop()")
        elif self.owner == "stack":
            self.write(self.random.choice(["if len(stack) > 2: stack.pop()", "if len(stack) > 3: del stack[-2]"]))

    def many(self) -> None:
        units = f"layers.Dense(u) for u in {self.listing()}"
        if self.owner == "stack":
            self.write(f"stack.extend({units})")
        elif self.owner.startswith("x"):
            self.write(f"for each in [{units}]: {self.owner} = each({self.owner})")
        else:
            self.write(f"for each in ({units}): {self.owner}.add(each)")

    def inner(self) -> None:
        """A nested Sequential, which may be frozen or may grow later."""
        name = self.fresh("inner")
        if self.sequence:
            return
        self.write(f"{name} = Sequential([layers.Dense({self.number(1)}), layers.BatchNormalization()])")
        if self.chance(0.5):
            self.write(f"{name}.trainable = {self.flag()}")
        self.write(self.emitted(name))
        if self.chance(0.4):
            self.write(f"{name}.trainable = {self.flag()}")

    def layer_generator(self) -> None:
        """A generator of layers, or a comprehension with a filter."""
        units = self.random.choice([f"[u for u in {self.listing()} if u > {self.number(0)}]", self.listing()])
        made = f"layers.Dense(u % 7 + 1) for u in {units} if {self.flag()}"
        if self.owner == "stack":
            self.write(f"stack += [*({made})]")
        elif not self.owner.startswith("x"):
            self.write(f"list(map({self.owner}.add, [{made}]))")

    def from_model(self) -> None:
        """A value that the model itself gives."""
        if self.owner in ("model", "m"):
            value = self.random.choice(
                [
                    f"len({self.owner}.layers) + 1",
                    f"{self.owner}.count_params() % 9 + 1",
                    f"{self.owner}.output_shape[-1]",
                ]
            )
            self.write(f"{self.add('number', self.fresh('n'))} = {value}")
        elif self.owner.startswith("x"):
            self.write(f"{self.add('number', self.fresh('n'))} = {self.owner}.shape[-1]")

    # The model once it is built

    def freeze(self) -> None:
        if self.models() != ["model"] and self.owner != "m":
            return
        model, flag = self.owner or "model", self.flag()
        each = self.fresh("each")
        part = self.random.choice(["", "[1:]", "[:-1]", "[-2:]", "[::2]"])
        self.write(
            self.random.choice(
                [
                    f"{model}.trainable = {flag}",
                    f"for {each} in {model}.layers{part}: {each}.trainable = {flag}",
                    f"if {model}.layers: {model}.layers[-1].trainable = {flag}",
                    f"for {each} in {model}.layers:"
                    f"\n{'    ' * (self.depth + 1)}if isinstance({each}, layers.Dense): {each}.trainable = {flag}",
                    f"for {each} in {model}.layers:"
                    f"\n{'    ' * (self.depth + 1)}if '{self.random.choice(['_1', 'norm', 'dense'])}' in {each}.name: "
                    f"{each}.trainable = {flag}",
                    f"[setattr({each}, 'trainable', {flag}) for {each} in {model}.layers]",
                ]
            )
        )

    def after(self) -> None:
        self.random.choices([self.freeze, self.nest, self.change_model], [4, 1, 1])[0]()

    def nest(self) -> None:
        """The model becomes a part of another one; only at the top, where every run passes."""
        if self.depth:
            return self.freeze()
        shape = "model.input_shape[1:]"
        self.write(
            self.random.choice(
                [
                    f"model = Sequential([Input({shape}), model, layers.Dense({self.number(1)})])",
                    f"model = Model(model.inputs, layers.Dense({self.number(1)})(model.output))",
                    f"top = Input({shape})\nmodel = Model(top, layers.Dense({self.number(1)})(model(top)))",
                    f"model = Sequential(model.layers[:-1] + [layers.Dense({self.number(1)})])\nmodel.build((None, 6))",
                    "model = keras.models.clone_model(model)",
                    f"model.trainable = {self.flag()}\nbase = model\nmodel = Sequential([base, layers.Dense(2)])",
                    "other = model",
                ]
            )
        )
        return None

    def change_model(self) -> None:
        if self.style == "call":
            return self.freeze()
        change = self.random.choice(
            [f"model.add({self.layer()})", "model.pop()", f"model.layers[0].trainable = {self.flag()}"]
        )
        self.write(f"if {self.flag()}: {change}" if self.chance(0.5) else change)
        return None
