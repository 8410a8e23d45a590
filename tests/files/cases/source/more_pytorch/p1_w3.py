import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.w = self.a.weight
        self.c = nn.Parameter(self.a.weight)
model = Net()
