from torch import nn
class Net(nn.Module):
    def __init__(self):
        self.a = 5
        try: self.b = nn.Linear(2, 2)
        except AttributeError: self.c = 7
        super().__init__()
        self.d = nn.Linear(self.c if hasattr(self, 'c') else 1, 1)
model = Net()
