import settings
from keras import layers, Sequential, Input
n = 4
for i in range(5):
    if settings.f(): continue
    n = 5
    break
else:
    n = 7
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
