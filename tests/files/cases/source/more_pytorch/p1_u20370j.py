from torch import nn
a = nn.Sequential(nn.Linear(3,3), nn.Linear(3,4), nn.Linear(4, 5))[2:]
a += nn.Sequential(nn.Linear(2, 2))
model = a
