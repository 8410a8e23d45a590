import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self, cell='lstm'):
        super().__init__()
        self.a, self.b = nn.Linear(2, 3), nn.Linear(3, 4)
        self.rnn = {'lstm': nn.LSTM, 'gru': nn.GRU}[cell](4, 5, 2, batch_first=True, dropout=.1, bidirectional=True)
net = Net('gru')
