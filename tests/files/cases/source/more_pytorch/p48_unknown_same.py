import torch, copy
from torch import nn
#MOD settings: f=True
#ALT settings: f=False
import settings
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        if settings.f: print('x')
        self.act = nn.ReLU() if settings.f else nn.Tanh()
net = Net()
