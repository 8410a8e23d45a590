import torch, copy
from torch import nn
from torch.nn.utils.parametrizations import weight_norm
net = nn.Sequential(weight_norm(nn.Linear(10, 8)), nn.Linear(8, 1))
