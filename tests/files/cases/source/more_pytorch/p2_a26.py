from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.train()
    def train(self, mode=True):
        self.b = nn.Linear(3, 3)
        return super().train(mode)
model = Net()
