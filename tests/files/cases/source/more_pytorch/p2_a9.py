from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i in range(3): setattr(self, f'l{i}', nn.Linear(i + 1, 2))
        self.l1 = None
        self.add_module('x', nn.Linear(1, 1)); self.register_module('y', nn.Linear(1, 2))
        delattr(self, 'l0')
model = Net()
