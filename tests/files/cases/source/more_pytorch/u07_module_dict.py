import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({'a': nn.Linear(4, 2), 'b': nn.Linear(4, 3)})
        self.heads['a'] = nn.Linear(4, 5)
        self.heads.update({'c': nn.Linear(4, 1)})
        self.heads.pop('b')
net = Net()
