from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
    def parameters(self, recurse=True): return iter([])
model = Net()
