import torch
from torch import nn
model = nn.Linear(3, 2)
def hook(m, i): m.weight.requires_grad = False
h = model.register_forward_pre_hook(hook)
h.remove()
model(torch.zeros(1, 3))
