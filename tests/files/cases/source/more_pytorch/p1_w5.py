from torch import nn
class Net(nn.Module):
    a = nn.Linear(4, 4)
    def __init__(self):
        super().__init__()
        self.b = nn.Linear(1, 1)
model = Net()
