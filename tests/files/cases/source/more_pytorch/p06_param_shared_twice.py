import torch, copy
from torch import nn
w = nn.Parameter(torch.zeros(3, 3))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = w
        self.b = nn.ParameterList([w, w, nn.Parameter(w.clone())])
net = Net()
