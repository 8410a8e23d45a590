from torch import nn
model = nn.Sequential()
model.add_module('2', nn.Linear(3,3))
model.add_module('1', nn.Linear(3,4))
model.append(nn.Linear(9, 9))
