import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
    def __setattr__(self, k, v):
        super().__setattr__(k + 'x', v)
        super().__setattr__(k, v)
net = Net()
