import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3, 4), requires_grad=False)
        self.v = torch.randn(5, 5)
        self.register_buffer('m', torch.ones(6))
        self.fc = nn.Linear(3, 1)
net = Net()
