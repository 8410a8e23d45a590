import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self._modules['a'] = nn.Linear(2, 2)
        self._modules.update({'b': nn.Linear(2, 3)})
        self._parameters['w'] = nn.Parameter(torch.zeros(5))
        self._modules.pop('a')
net = Net()
