import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.zeros(3)
        self.b = nn.Parameter(torch.arange(6.).reshape(2, 3))
        self.c = nn.Parameter(torch.cat([torch.zeros(2, 3), torch.ones(4, 3)]))
net = Net()
