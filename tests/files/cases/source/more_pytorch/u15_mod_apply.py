import torch, copy
from torch import nn
#MOD helper: def init(m): m.requires_grad_(False)
from helper import init
net = nn.Sequential(nn.Linear(10, 8), nn.Linear(8, 2))
net.apply(init)
