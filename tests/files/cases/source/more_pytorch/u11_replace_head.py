import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 4))
for p in net.parameters(): p.requires_grad = False
net[2] = nn.Linear(8, 3)
