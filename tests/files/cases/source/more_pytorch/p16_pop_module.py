import torch, copy
from torch import nn
net = nn.ModuleDict({'a': nn.Linear(2, 2), 'b': nn.Linear(3, 3)})
x = net.pop('a')
net['c'] = x
net['d'] = x
