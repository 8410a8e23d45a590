from torch import nn
class Net(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        vars(self).update(kw)
        self.b = nn.Linear(1, 3)
model = Net(a=nn.Linear(9, 9))
