import settings, torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 8)
        self.part = nn.ParameterList([nn.Parameter(torch.ones(v)) for v in settings.xs])
model = Net()
model.requires_grad_(settings.f)
#MOD settings: f = False; xs = [3]
#ALT settings: f = True; xs = [3]
