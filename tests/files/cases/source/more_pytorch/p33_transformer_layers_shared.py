import torch, copy
from torch import nn
l = nn.TransformerEncoderLayer(8, 2, 16)
net = nn.Sequential(nn.TransformerEncoder(l, 2), l)
