import torch
from torch import nn
model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
model[0].weight.data = model[1].weight.data
