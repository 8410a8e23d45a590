from torch import nn
model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 2))
for i, child in enumerate(model.children()):
    if i < 2:
        for p in child.parameters(): p.requires_grad = False
model[-1] = nn.Linear(16, 5)
