from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.__dict__['h'] = nn.Linear(9, 9)
        self._modules['k'] = nn.Linear(1, 1)
        self.a = nn.Linear(2, 2)
model = Net()
model.h = nn.Linear(2, 1)
