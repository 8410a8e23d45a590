import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        object.__setattr__(self, 'hidden', nn.Linear(9, 9))
        self.fc = nn.Linear(2, 2)
net = Net()
