from torch import nn
class Base(nn.Module):
    layer = nn.Linear
    def __init__(self, n=2, **kw):
        super().__init__()
        self.a = self.layer(n, n, **kw)
class Net(Base):
    layer = nn.Bilinear
    def __init__(self): Base.__init__(self, 3, in2_features=2, out_features=4) if False else super().__init__(3, out_features=4) if False else Base.__init__(self, 2, in2_features=3) if False else nn.Module.__init__(self); self.c = nn.Linear(2, 1)
model = Net()
