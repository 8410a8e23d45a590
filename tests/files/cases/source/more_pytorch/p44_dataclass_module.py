import torch, copy
from torch import nn
from dataclasses import dataclass
@dataclass(eq=False)
class Net(nn.Module):
    u: int = 4
    def __post_init__(self):
        super().__init__()
        self.fc = nn.Linear(self.u, 2)
net = Net(3)
