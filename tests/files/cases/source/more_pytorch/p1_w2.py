from torch import nn
a = nn.Linear(3, 3)
b = nn.Linear(3, 3)
b.weight = a.weight
model = nn.Sequential(a, b)
b.bias.requires_grad = False
