import torch, copy
from torch import nn
from collections import OrderedDict
net = nn.Sequential(OrderedDict([('a', nn.Linear(2, 3)), ('b', nn.Linear(3, 1))]))
net.b = nn.Linear(3, 7)
