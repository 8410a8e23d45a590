import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        self.__dict__.update(kw)
        self.b = nn.Linear(1, 3)
model = Net(a=nn.Linear(9, 9))
