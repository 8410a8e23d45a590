import torch, copy
from torch import nn
net = nn.Sequential()
net.add_module('enc', nn.Linear(10, 8))
net.add_module('dec', nn.Linear(8, 10))
for n, p in net.named_parameters():
    if n.startswith('enc') and 'bias' not in n: p.requires_grad_(False)
