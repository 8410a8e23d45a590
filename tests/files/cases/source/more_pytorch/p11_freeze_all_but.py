import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 1))
for p in net.parameters(): p.requires_grad = False
for p in net[-1].parameters(): p.requires_grad = True
net[0].requires_grad_()
