import torch, copy
from torch import nn
net = nn.Sequential()
net.add_module('a_bias_b', nn.Linear(2, 2))
net.add_module('c', nn.Linear(2, 3))
for n, p in net.named_parameters():
    if 'bias' in n: p.requires_grad = False
