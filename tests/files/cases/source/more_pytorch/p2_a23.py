from torch import nn
import copy
a = nn.Sequential(nn.Linear(2, 2)); a[0].weight = nn.Linear(2, 2).weight
b = copy.deepcopy(a); a.requires_grad_(False)
model = nn.ModuleList([a, b, copy.deepcopy([a[0]])[0]])
