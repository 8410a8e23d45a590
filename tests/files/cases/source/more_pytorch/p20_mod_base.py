import torch, copy
from torch import nn
#MOD settings: import torch\nclass Base(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.z = torch.nn.Linear(9, 9)
#ALT settings: import torch\nBase=torch.nn.Module
import settings
class Net(settings.Base):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
net = Net()
