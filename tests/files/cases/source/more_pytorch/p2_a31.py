from torch import nn
model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 3), nn.Linear(3, 1))
for name, m in model.named_modules():
    if name in ('1', '2'): m.bias.requires_grad = False
model = nn.Sequential(*list(model.children())[:-1])
