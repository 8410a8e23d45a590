import torch, copy
from torch import nn
a = nn.Linear(4, 2)
net = nn.Linear(4, 2)
net.load_state_dict(a.state_dict())
for p in a.parameters(): p.requires_grad = False
