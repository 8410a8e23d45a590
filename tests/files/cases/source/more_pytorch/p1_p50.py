import torch
from torch import nn
net = model = nn.Linear(3, 3)
net.weight.data = torch.zeros(5, 5)
