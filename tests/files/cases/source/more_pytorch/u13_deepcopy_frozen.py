import torch, copy
from torch import nn
a = nn.Linear(10, 4)
a.weight.requires_grad = False
b = copy.deepcopy(a)
a.bias.requires_grad = False
net = nn.Sequential(a, b)
