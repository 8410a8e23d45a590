from torch import nn
a = nn.Linear(3, 3)
model = nn.Sequential(a, a, nn.Sequential(a, nn.Linear(3, 1)))
for m in model.modules():
    if isinstance(m, nn.Linear) and m.out_features == 1: m.weight.requires_grad = False
