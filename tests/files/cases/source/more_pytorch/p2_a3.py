from torch import nn
class Block(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(nn.Linear(i, o), nn.ReLU())
class Net(nn.Module):
    def __init__(self, sizes=(3, 4, 5)):
        super().__init__()
        self.blocks = nn.ModuleList(Block(i, o) for i, o in zip(sizes, sizes[1:]))
        self.head = self.blocks[-1]
        self.blocks[0] = nn.Identity()
model = Net()
