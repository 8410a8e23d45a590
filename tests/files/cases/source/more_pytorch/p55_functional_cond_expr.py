import torch, copy
from torch import nn
ls = [2, 3, 4]
net = nn.Sequential(*(m for a, b in zip(ls, ls[1:]) for m in (nn.Linear(a, b), nn.ReLU())))[:-1]
