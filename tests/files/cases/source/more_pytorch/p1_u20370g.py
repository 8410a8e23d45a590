from torch import nn
model = nn.ModuleList([nn.Linear(3,3), nn.Linear(3,4), nn.Linear(4, 5)])
model = model[1:]
model.append(nn.Linear(9, 9))
