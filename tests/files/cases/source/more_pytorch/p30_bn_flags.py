import torch, copy
from torch import nn
net = nn.Sequential(nn.BatchNorm1d(4, affine=False), nn.LayerNorm(4, elementwise_affine=True), nn.GroupNorm(2, 4))
