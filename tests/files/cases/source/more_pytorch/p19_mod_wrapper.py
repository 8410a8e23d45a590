import torch, copy
from torch import nn
#MOD settings: wrap=lambda m: __import__('torch').nn.Sequential(m, m)
#ALT settings: wrap=lambda m: m
import settings
net = nn.Sequential(settings.wrap(nn.Linear(2, 2)), nn.Linear(2, 2))
