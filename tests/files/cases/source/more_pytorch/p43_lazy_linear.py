import torch, copy
from torch import nn
net = nn.Sequential(nn.LazyLinear(4))
net(torch.zeros(1, 3))
