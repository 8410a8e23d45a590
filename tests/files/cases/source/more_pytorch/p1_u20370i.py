from torch import nn
model = nn.Sequential(nn.Linear(3,3), nn.Linear(3,4), nn.Linear(4, 5))
model = model * 2
