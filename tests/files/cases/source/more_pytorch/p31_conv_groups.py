import torch, copy
from torch import nn
net = nn.Sequential(nn.Conv2d(4, 8, 3, groups=2), nn.Conv2d(8, 8, (1, 5), bias=False), nn.ConvTranspose2d(8, 4, 2))
