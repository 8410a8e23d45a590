from torch import nn
model = nn.Linear(3, 3)
model.weight = nn.Parameter(model.weight[:2])
