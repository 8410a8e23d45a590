from torch import nn
model = nn.LSTM(3, 4, 2, bidirectional=True)
for n, p in model.named_parameters():
    if n.startswith('weight') and 'l0' in n: p.requires_grad = False
