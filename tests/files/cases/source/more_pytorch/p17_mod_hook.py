import torch, copy
from torch import nn
#MOD settings: def go(m): m.extra = __import__('torch').nn.Linear(9, 9)
#ALT settings: go=lambda m: 0
import settings
net = nn.Sequential(nn.Linear(2, 2))
settings.go(net)
