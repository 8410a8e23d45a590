from torch import nn
ml = nn.ModuleList([nn.Linear(2, 2)])
n = 3
try:
    for m in ml: ml.append(nn.Linear(2, 3))
    n = 5
except RuntimeError: n = 7
model = nn.Linear(n, n)
