import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.zeros(2))
        self.p = nn.Parameter(torch.zeros(5), requires_grad=False)
        try: self.p = torch.zeros(9)
        except TypeError: self.q = nn.Parameter(torch.zeros(1))
model = Net()
