import copy
from torch import nn
l = nn.TransformerEncoderLayer(4, 2, 8)
model = nn.TransformerEncoder(l, 2)
for p in l.parameters(): p.requires_grad = False
