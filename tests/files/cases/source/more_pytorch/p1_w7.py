from torch import nn
model = nn.Sequential(nn.Linear(3,3), nn.BatchNorm1d(3))
for n, p in model.named_parameters():
    if 'bias' in n: p.requires_grad = False
