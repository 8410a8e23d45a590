import torch, copy
from torch import nn
def block(i, o, norm=False):
    parts = [nn.Linear(i, o)]
    if norm: parts.append(nn.BatchNorm1d(o))
    return parts
net = nn.Sequential(*block(4, 8, norm=True), *block(8, 2))
