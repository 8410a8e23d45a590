import torch, copy
from torch import nn
#MOD settings: f=True
#ALT settings: f=False
import settings
net = nn.Linear(2, 2)
net.weight.requires_grad = settings.f
