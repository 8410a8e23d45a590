import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        self.__dict__.update(kw)
        self.fc = nn.Linear(2, 2)
net = Net(extra=nn.Linear(9, 9))
