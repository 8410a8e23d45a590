import torch, copy
from torch import nn
def init(m):
    if isinstance(m, nn.Linear): m.bias = None
net = nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Linear(4, 2)))
net.apply(init)
