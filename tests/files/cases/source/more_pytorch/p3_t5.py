import torch
from torch import nn
model = nn.Linear(3, 3)
model.weight.data.zero_()
model.weight.data.normal_(0, .1)
model.bias.data.uniform_(-.1, .1)
model.bias.data = model.bias.data * 2
