from torch import nn
from collections import OrderedDict
model = nn.Sequential(OrderedDict([('a', nn.Linear(2, 3)), ('b', nn.Linear(3, 4))]))
model.b.requires_grad_(False)
model.a.weight.requires_grad = model.b.bias.requires_grad
