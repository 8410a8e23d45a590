import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6))
net[0].bias = None
