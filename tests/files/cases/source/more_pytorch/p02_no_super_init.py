import torch, copy
from torch import nn
class Base(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.fc = nn.Linear(2, 3)
class Net(Base):
    def __init__(self):
        Base.__init__(self)
        self.fc = nn.Linear(self.fc.out_features, 5)
net = Net()
