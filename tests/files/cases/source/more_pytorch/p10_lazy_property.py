import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self._fc = None
    @property
    def fc(self):
        if self._fc is None: self._fc = nn.Linear(3, 3)
        return self._fc
net = Net()
net.fc
net.fc
