from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        if not hasattr(self, 'a'):
            self.a = nn.Linear(2, 2)
        if hasattr(self, 'a'):
            self.b = nn.Linear(2, 3)
model = Net()
