import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3))
for n, m in list(net.named_children()):
    if isinstance(m, nn.ReLU): setattr(net, n, nn.PReLU(3))
