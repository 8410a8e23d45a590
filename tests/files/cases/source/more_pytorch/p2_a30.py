from torch import nn
a = nn.ModuleList([nn.Linear(2, 2)])
b = a
b += [nn.Linear(2, 3)]
model = a
