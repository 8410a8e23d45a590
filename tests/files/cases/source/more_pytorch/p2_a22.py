from torch import nn
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)
        m.weight.requires_grad = False
model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 3)))
model.apply(init)
