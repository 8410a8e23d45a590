from torch import nn
model = nn.Sequential(nn.Linear(3,3), nn.Linear(3,3)); model = model[1:]; model.append(nn.Linear(3,3))
