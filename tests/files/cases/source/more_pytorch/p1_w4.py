from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.a = None
        self.a = nn.Linear(2, 2)
        self.b = nn.Linear(3, 3)
        del self.b
        self.b = 5
model = Net()
