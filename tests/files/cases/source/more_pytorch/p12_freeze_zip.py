import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 1))
for i, p in enumerate(net.parameters()):
    p.requires_grad = i >= 2
