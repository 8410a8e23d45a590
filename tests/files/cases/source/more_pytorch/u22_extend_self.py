import torch, copy
from torch import nn
net = nn.Sequential(nn.Linear(4, 4))
for _ in range(2): net.extend(copy.deepcopy(net))
