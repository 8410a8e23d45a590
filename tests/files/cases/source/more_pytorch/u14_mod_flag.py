import torch, copy
from torch import nn
#MOD config: bidir=True
from config import bidir
net = nn.LSTM(4, 3, bidirectional=bidir)
