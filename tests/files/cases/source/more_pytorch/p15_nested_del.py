import torch, copy
from torch import nn
net = nn.Sequential(nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2)), nn.Linear(2, 2))
del net[0][1]
net[0].add_module('1', nn.Linear(4, 2))
