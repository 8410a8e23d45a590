import torch, copy
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i in range(3): self.add_module(f'l{i}', nn.Linear(2, i + 1))
net = Net()
getattr(net, 'l1').weight.requires_grad = False
del net.l2
