import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(10, 10)
        self.b = nn.Linear(10, 3)
net = Net()
del net.a
net.c = nn.Linear(3, 2)
