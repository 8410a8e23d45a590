from torch import nn
model = nn.Sequential(nn.Linear(3,3), nn.BatchNorm1d(3))
for p in list(model.parameters())[:2]:
    p.requires_grad_(False)
