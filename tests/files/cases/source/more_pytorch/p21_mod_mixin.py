import torch, copy
from torch import nn
#MOD settings: class Mix:\n    def __setattr__(s, k, v): pass
#ALT settings: class Mix: pass
import settings
class Net(settings.Mix, nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
net = Net()
