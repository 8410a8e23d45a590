import torch, copy
from torch import nn
try:
    from torch.nn import NoSuchThing as Cell
except ImportError:
    from torch.nn import GRU as Cell
net = Cell(2, 3)
