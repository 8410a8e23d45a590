import torch, copy
from torch import nn
from dataclasses import dataclass, asdict
@dataclass
class C:
    in_features: int = 4
    out_features: int = 6
    bias: bool = False
net = nn.Linear(**asdict(C(out_features=5)))
