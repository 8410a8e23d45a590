from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
    def forward(self, x):
        self.b = nn.Linear(3, 3)
        return x
model = Net()
import torch
model(torch.zeros(1, 2))
