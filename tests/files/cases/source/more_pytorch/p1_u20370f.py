from torch import nn
model = nn.Sequential(nn.Linear(3,3), nn.Linear(3,4))
model = model[::-1]
model.append(nn.Linear(9, 9))
model = model[1:]
model.extend([nn.Linear(9, 2)])
