from torch import nn
import torch
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3, 4))
        self.register_parameter('v', nn.Parameter(torch.ones(5)))
        self.register_parameter('z', None)
        self.register_buffer('b', torch.zeros(9))
        self.ps = nn.ParameterList([nn.Parameter(torch.rand(i)) for i in range(1, 4)])
        self.pd = nn.ParameterDict({'a': torch.zeros(6)})
model = Net()
del model.w
model.v.requires_grad = False
model.ps.append(torch.zeros(7))
