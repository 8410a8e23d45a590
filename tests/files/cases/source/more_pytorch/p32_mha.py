import torch, copy
from torch import nn
net = nn.MultiheadAttention(8, 2, kdim=4, vdim=6)
