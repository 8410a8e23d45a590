import torch, copy
from torch import nn
from torch.nn.utils import weight_norm, spectral_norm
net = nn.Sequential(weight_norm(nn.Linear(3, 4)), spectral_norm(nn.Linear(4, 2)))
