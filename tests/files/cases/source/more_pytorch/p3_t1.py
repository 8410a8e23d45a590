from torch import nn
class Bn(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.BatchNorm1d(3)
    def train(self, mode=True):
        super().train(mode)
        self.b.requires_grad_(False)
        return self
model = nn.Sequential(Bn(), nn.Linear(3, 2))
model.eval()
