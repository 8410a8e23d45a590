import torch, copy
from torch import nn
a = nn.Sequential(nn.Linear(4, 2))
net = copy.copy(a)
net.append(nn.Linear(2, 3))
