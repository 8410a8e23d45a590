import settings, torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 8)
        self.part = settings.thing()
model = Net()
for p in model.first.parameters():
    if settings.f: p.requires_grad = False
#MOD settings: from torch import nn\nf = False; thing=lambda: nn.Linear(3,3)
#ALT settings: from torch import nn\nf = True; thing=lambda: nn.Linear(3,3)
