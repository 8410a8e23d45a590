import torch, copy
from torch import nn
#MOD settings: f=True
#ALT settings: f=False
import settings
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        if settings.f: self.b = self.a
        else: self.b = nn.Linear(2, 2)
net = Net()
