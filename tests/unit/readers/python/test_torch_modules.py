"""Modules of PyTorch: what is registered, tied, frozen and taken away."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import TORCH, count, dense


def net(body: str, after: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n{lines}net = Net()\n{after}"


ONE = "self.a = nn.Linear(10, 10)\nself.b = nn.Linear(10, 1)"

SEQUENTIAL = "model = nn.Sequential(nn.Linear(2, 2))\n"

KNOWN = {
    "a container with a parameter of its own": (
        f"{SEQUENTIAL}model.q = nn.Parameter(torch.ones(3))\n"
        "model.append(nn.Linear(4, 4))\nmodel.append(nn.Linear(4, 5))",
        (6 + 3 + 20 + 25, 54),
    ),
    "insert before the last": (f"{SEQUENTIAL}model.insert(-1, nn.Linear(3, 3))", (18, 18)),
    "attributes": (net(ONE), (121, 121)),
    "a plain list is not registered": (net(ONE + "\nself.c = [nn.Linear(9, 9)]"), (121, 121)),
    "a ModuleList is": (net("self.l = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])"), (18, 18)),
    "setattr": (net("for i in range(3): setattr(self, f'l{i}', nn.Linear(2, 2))"), (18, 18)),
    "add_module": (net("self.add_module('a', nn.Linear(2, 2))"), (6, 6)),
    "one layer twice": (net("self.a = self.b = nn.Linear(2, 2)"), (6, 6)),
    "tied weights": (
        net("self.a = nn.Embedding(9, 4)\nself.b = nn.Linear(4, 9)\nself.b.weight = self.a.weight"),
        (45, 45),
    ),
    "a parameter": (net("self.w = nn.Parameter(torch.zeros(5, 5))"), (25, 25)),
    "a parameter that is not trained": (net("self.w = nn.Parameter(torch.zeros(3), requires_grad=False)"), (3, 0)),
    "a buffer": (net("self.a = nn.Linear(2, 2)\nself.register_buffer('m', torch.zeros(9))"), (6, 6)),
    "deepcopy": (net("a = nn.Linear(2, 2)\nself.l = nn.ModuleList([copy.deepcopy(a) for _ in range(3)])"), (18, 18)),
    "del": (net(ONE, "del net.b"), (110, 110)),
    "one weight frozen": (net(ONE, "net.a.weight.requires_grad = False"), (121, 21)),
    "all frozen": (net(ONE, "for p in net.parameters(): p.requires_grad = False"), (121, 0)),
    "by name": (
        net(ONE, "for n, p in net.named_parameters():\n    if 'bias' in n: p.requires_grad = False"),
        (121, 110),
    ),
    "requires_grad_": (net(ONE, "net.a.requires_grad_(False)"), (121, 11)),
    "a class derived from Sequential": (
        "class Net(nn.Sequential):\n"
        "    def __init__(self): super().__init__(nn.Linear(10, 8), nn.Linear(8, 1))\n"
        "net = Net()",
        (dense(8, 10) + 9,) * 2,
    ),
    "insert and extend": (
        "net = nn.Sequential(nn.Linear(3, 2))\nnet.insert(0, nn.Linear(3, 3))\nnet.extend([nn.Linear(2, 2)])",
        (26, 26),
    ),
    "a slice keeps the keys": (
        "net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))\nnet = net[1:]\nnet.append(nn.Linear(3, 3))",
        (12, 12),
    ),
    "a layer by itself": ("net = nn.Linear(3, 3)", (12, 12)),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known(name):
    text, counts = KNOWN[name]
    assert count(text, TORCH) == counts


UNKNOWN = {
    "a part that is not known": net("self.a = nn.Linear(2, 2)\nself.b = check()"),
    "a wrapper": net("self.a = nn.utils.weight_norm(nn.Linear(2, 2))"),
    "a module that outside code has": net(ONE, "check(net)"),
    "a module that may be registered": net("self.a = nn.Linear(2, 2)\nif check(): self.b = nn.Linear(2, 2)"),
    **{
        f"a container with a parameter of its own: {line}": f"{SEQUENTIAL}model.q = nn.Parameter(torch.ones(3))\n{line}"
        for line in (
            "model.pop(-1)",
            "for i in range(len(model)): model.append(nn.Linear(2, 2))",
            "for m in list(model): m.requires_grad_(False)",
            "model = nn.Sequential(*model)",
            "if model[-1] is model[0]: model.append(nn.Linear(2, 2))",
        )
    },
    "a container with a buffer": f"{SEQUENTIAL}model.register_buffer('q', torch.ones(3))\nmodel.pop(-1)",
    "insert among names": "model = nn.Sequential()\nmodel.add_module('a', nn.Linear(3, 3))\n"
    "try: model.insert(0, nn.Linear(3, 4))\nexcept LookupError: pass",
    "insert outside of the range": f"{SEQUENTIAL}try: model.insert(5, nn.Linear(5, 5))\nexcept IndexError: pass",
    "insert of what is no module": f"{SEQUENTIAL}try: model.insert(0, 4)\nexcept AssertionError: pass",
    "whether one of its parameters is trained": net(
        ONE, "net.a.requires_grad_(number)\nnet.a.weight.requires_grad = False"
    ),
    "whether it is trained": net(ONE, "net.a.requires_grad_(number)"),
    "modules inside a layer": net(
        "self.t = nn.TransformerEncoderLayer(8, 2)",
        "for m in net.modules():\n    if isinstance(m, nn.Linear): m.requires_grad_(False)",
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known(name):
    assert count(UNKNOWN[name], TORCH) is None
