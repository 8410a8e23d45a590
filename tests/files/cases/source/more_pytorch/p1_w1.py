from torch import nn
import copy
a = nn.Linear(3, 3)
model = nn.Sequential(a, copy.deepcopy(a), copy.copy(a))
