from torch import nn
model = nn.Linear(3, 3)
model.sub = nn.Linear(2, 2)
