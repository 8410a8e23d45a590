import torch, copy
from torch import nn
ls = [nn.Linear(2, 2)]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.ModuleList(ls)
        ls.append(nn.Linear(9, 9))
        self.m.append(nn.Linear(2, 1))
net = Net()
