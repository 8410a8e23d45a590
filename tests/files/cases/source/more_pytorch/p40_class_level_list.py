import torch, copy
from torch import nn
class Net(nn.Module):
    made = []
    def __init__(self):
        super().__init__()
        self.made.append(nn.Linear(2, 2))
        self.m = nn.ModuleList(self.made)
Net()
net = Net()
