"""Random PyTorch programs: modules that register what is assigned to them, and nothing else."""

from __future__ import annotations

from program_statements import Statements

IMPORTS = """import argparse, collections, contextlib, copy, dataclasses, enum, functools, types
import torch
from torch import nn
"""


class PytorchProgram(Statements):
    """A program that binds a PyTorch module to `model`."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.owner = ""
        self.members: list[str] = []
        """Names of the modules that `self` surely has at this place."""

    def text(self) -> str:
        """The whole program."""
        self.preamble()
        self.statements(self.random.randint(1, 6))
        if self.chance(0.3):
            self.write(f"model = nn.{'Sequential' if self.chance(0.4) else 'ModuleList'}()")
            self.write("model.append(nn.Linear(3, 3))")
            self.owner = "model"
            self.statements(self.random.randint(2, 8))
        else:
            self.network()
        for _ in range(self.random.choice([0, 1, 1, 3])):
            self.random.choice([self.freeze, self.freeze, self.statement])()
        outside = "import settings\n" if self.outside else ""
        outside += f"from settings import {', '.join(sorted(self.imported))}\n" if self.imported else ""
        return IMPORTS + outside + "\n".join(self.lines) + "\n"

    def network(self) -> None:
        base = "nn.Module"
        if self.chance(0.3):
            base = self.fresh("Base")
            with self.block(f"class {base}(nn.Module):"):
                self.initializer(self.number(0))
        with self.block("class Net(" + base + "):"):
            self.initializer(self.number(0))
            if self.chance(0.4):
                with self.function("def more(self, u):", {"number": ["u"]}):
                    self.owner, self.members = "self", []
                    self.statements(2)
                    self.owner = ""
        self.write(f"model = Net({self.random.choice(['', self.number(1), f'u={self.number(0)}'])})")
        if any("def more(self" in line for line in self.lines) and self.chance(0.6):
            self.write(f"model.more({self.number(1)})")

    def initializer(self, default: str) -> None:
        with self.function(f"def __init__(self, u={default}):", {"number": ["u"]}):
            self.write("super().__init__()")
            self.write(f"self.first = nn.Linear({self.number(0)}, {self.number(0)})")
            self.owner, self.members = "self", []
            self.statements(self.random.randint(2, 6))
            self.owner = ""

    def models(self) -> list[str]:
        return [self.owner] if self.owner == "model" else []

    def layer(self) -> str:
        """An expression that makes a module."""
        first, second, flag = self.number(1), self.number(1), self.flag(0)
        return self.random.choice(
            [f"nn.Linear({first}, {second})"] * 4
            + [
                f"nn.Linear({first}, {second}, bias={flag})",
                f"nn.LSTM({first}, {second}, num_layers={self.random.randint(1, 3)}, bidirectional={flag})",
                f"nn.GRU({first}, {second}, bias={flag})",
                f"nn.Embedding({first}, {second})",
                f"nn.BatchNorm1d({first}, affine={flag})",
                f"nn.Sequential(nn.Linear({first}, {second}), nn.ReLU())",
                f"nn.ModuleList([nn.Linear({first}, v) for v in {self.listing()}])",
                f"nn.ModuleDict({{str(v): nn.Linear(v, {first}) for v in {self.listing()}}})",
                f"nn.Parameter(torch.zeros({first}, {second}))",
                f"[nn.Linear({first}, {second})]",
                "nn.ReLU()",
                f"copy.deepcopy(nn.Linear({first}, {second}))",
                f"(nn.Linear({first}, 2) if {flag} else nn.Linear(2, {second}))",
                "None",
            ]
        )

    def build(self) -> None:
        if self.owner == "self":
            self.random.choices([self.assign, self.assign_more, self.tie, self.remove], [6, 4, 2, 1])[0]()
        elif self.owner == "model":
            self.grow()
        else:
            self.statement()

    def assign(self) -> None:
        name = self.fresh("layer")
        self.write(f"self.{name} = {self.layer()}")
        if not self.in_branch():
            self.members.append(name)

    def in_branch(self) -> bool:
        return self.depth > 2

    def assign_more(self) -> None:
        name, layer, first = self.fresh("part"), self.layer(), self.number(0)
        pad = "\n" + "    " * self.depth
        self.write(
            self.random.choice(
                [
                    f"setattr(self, '{name}%d' % {first}, nn.Linear(2, {first}))",
                    f"for k in {self.listing()}: setattr(self, f'{name}_{{k}}', nn.Linear(k, {first}))",
                    f"self.add_module('{name}', nn.Linear({first}, 3))",
                    f"self.register_parameter('{name}', nn.Parameter(torch.zeros({first}, 2)))",
                    f"self.register_buffer('{name}', torch.zeros({first}))",
                    f"self.{name} = nn.ModuleList(){pad}for k in {self.listing()}: self.{name}.append(nn.Linear(k, 2))",
                    f"self.{name} = nn.ModuleList([nn.Linear(2, {first})] * 2){pad}self.{name}.insert(0, nn.ReLU())",
                    f"self.{name} = nn.ModuleDict(){pad}self.{name}['a'] = nn.Linear({first}, 2)",
                    f"self.{name} = nn.ParameterList([nn.Parameter(torch.ones(v)) for v in {self.listing()}])",
                    f"self.{name} = nn.Sequential(*[nn.Linear(3, 3, bias=v > 2) for v in {self.listing()}])",
                    f"self.{name} = {{'a': nn.Linear({first}, 2)}}{pad}self.{name}b = self.{name}['a']",
                    f"plain = [nn.Linear({first}, 3)]{pad}self.{name} = plain{pad}self.{name}c = nn.ModuleList(plain)",
                    f"if not hasattr(self, '{name}'): self.{name} = {layer}",
                    f"self.{name} = nn.Parameter(torch.zeros({first}), requires_grad={self.flag(0)})",
                ]
            )
        )

    def tie(self) -> None:
        """Weights or modules that are shared, or assigned twice."""
        if len(self.members) < 2:
            return self.assign()
        first, second = self.random.sample(self.members, 2)
        self.write(
            self.random.choice(
                [
                    f"self.{first} = self.{second}",
                    f"self.{first} = nn.Linear(2, {self.number(0)})",
                    f"if hasattr(self.{first}, 'weight') and hasattr(self.{second}, 'weight'): "
                    f"self.{first}.weight = self.{second}.weight",
                    f"for p in getattr(self.{first}, 'parameters', list)(): p.requires_grad = {self.flag()}",
                    f"self.{first} = copy.deepcopy(self.{second})",
                ]
            )
        )
        return None

    def remove(self) -> None:
        if not self.members or self.depth != 2:
            return self.assign()
        name = self.members.pop()
        self.write(self.random.choice([f"del self.{name}", f"self.{name} = None", f"delattr(self, '{name}')"]))
        return None

    def grow(self) -> None:
        """Changes a container; the layers of a Sequential must fit one another."""
        chain = "model = nn.Sequential()" in self.lines
        linear = f"nn.Linear(3, 3, bias={self.flag()})" if chain else f"nn.Linear({self.number(1)}, {self.number(1)})"
        many = (
            f"[nn.Linear(3, 3) for v in {self.listing()}]" if chain else f"[nn.Linear(v, 3) for v in {self.listing()}]"
        )
        self.write(
            self.random.choice(
                [
                    f"model.append({linear})",
                    f"model.append({linear if chain else self.layer()})",
                    f"model.insert(0, {linear})",
                    f"model.extend({many})",
                    f"model.add_module('{self.fresh('m')}', {linear})" if chain else f"model += {many}",
                    f"if len(model): model[-1] = {linear}",
                    "if len(model) > 1: del model[0]",
                    "if len(model) > 1: model = model[1:]",
                    "if len(model) > 1: model.pop(0)",
                    f"model = nn.Sequential(model, {linear})"
                    if chain
                    else f"model = nn.ModuleList([*model, {linear}])",
                    f"if len(model): model.append(model[0]) if {self.flag()} else None",
                ]
            )
        )

    def freeze(self) -> None:
        flag, each = self.flag(), self.fresh("p")
        pad = "\n" + "    " * (self.depth + 1)
        self.write(
            self.random.choice(
                [
                    f"for {each} in model.parameters(): {each}.requires_grad = {flag}",
                    f"model.requires_grad_({flag})",
                    f"for name, {each} in model.named_parameters():"
                    f"{pad}if 'bias' in name or name.startswith('0'): {each}.requires_grad = {flag}",
                    f"for {each} in model.children(): {each}.requires_grad_({flag})",
                    f"for {each} in model.modules():"
                    f"{pad}if isinstance({each}, nn.Linear): {each}.weight.requires_grad = {flag}",
                    f"for {each} in list(model.parameters())[:2]: {each}.requires_grad_({flag})",
                    f"model.frozen = nn.Linear(2, {self.number(0)})",
                    "model = copy.deepcopy(model)",
                ]
            )
        )
