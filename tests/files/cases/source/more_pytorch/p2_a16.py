from torch import nn
d = nn.ModuleDict()
d['x'] = nn.Linear(2, 2); d['y'] = nn.Linear(2, 3)
ks = d.keys()
d.pop('x'); d['z'] = nn.Linear(1, 1)
model = nn.Sequential(*d.values(), nn.Linear(len(list(ks)), 1))
