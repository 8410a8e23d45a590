import torch, copy
from torch import nn
net = nn.ModuleList([nn.LSTM(4, 6, proj_size=2, num_layers=2), nn.RNN(2, 3, bias=False), nn.LSTMCell(3, 2)])
