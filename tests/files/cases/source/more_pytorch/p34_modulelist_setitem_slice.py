import torch, copy
from torch import nn
net = nn.ModuleList([nn.Linear(2, i + 1) for i in range(4)])
net[1] = nn.Linear(2, 9)
net = net[1:3]
