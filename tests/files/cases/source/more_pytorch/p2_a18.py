import torch
from torch import nn
model = nn.Linear(3, 3)
model.bias = None
model.extra = nn.Parameter(torch.zeros(4))
