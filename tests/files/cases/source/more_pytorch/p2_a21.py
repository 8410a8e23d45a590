import torch
from torch import nn
model = nn.Linear(3, 3)
with torch.no_grad():
    model.weight.copy_(torch.zeros(3, 3))
    model.weight.data.zero_()
    model.bias.fill_(0)
model.weight.detach_()
model.bias.requires_grad_(False)
