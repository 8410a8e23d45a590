import torch, copy
from torch import nn
a = nn.ModuleList([nn.Linear(2, 2)])
net = a
net += [nn.Linear(3, 3)]
net = net + nn.ModuleList([a[0]])
