from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4)]
        self.d = {'a': nn.Linear(4, 4)}
        self.b = nn.ModuleDict({'x': nn.Linear(1, 1)})
        self.b['x'] = nn.Linear(2, 1)
        self.b.update({'y': nn.Linear(3, 1)})
        setattr(self, 'z', nn.Linear(4, 1))
model = Net()
for n, m in model.named_children():
    if n == 'z': m.requires_grad_(False)
