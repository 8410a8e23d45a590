import torch, copy
from torch import nn
full = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 4), nn.Linear(4, 2))
net = nn.Sequential(*list(full.children())[:-1])
