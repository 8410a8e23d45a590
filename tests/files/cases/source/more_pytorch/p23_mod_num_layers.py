import torch, copy
from torch import nn
#MOD settings: n=2
#ALT settings: n=1
import settings
net = nn.LSTM(3, 4, num_layers=settings.n)
