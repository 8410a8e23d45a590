from torch import nn
class Net(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        self.__dict__['a'] = nn.Linear(9, 9)
        object.__setattr__(self, 'c', nn.Linear(9, 9))
        self.b = nn.Linear(1, 3)
model = Net()
