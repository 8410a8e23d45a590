import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        del self.a
        self.a = nn.Parameter(torch.zeros(3))
net = Net()
