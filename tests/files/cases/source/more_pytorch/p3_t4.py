import torch
from torch import nn
feats = []
model = nn.Sequential(nn.Linear(3, 2))
model[0].register_forward_hook(lambda m, i, o: feats.append(o))
model(torch.zeros(1, 3))
