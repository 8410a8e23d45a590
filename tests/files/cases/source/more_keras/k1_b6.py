import settings
from keras import layers, Sequential, Input
n = 4
for i in range(3):
    try:
        if settings.f(): break
        raise ValueError
    except ValueError:
        n += 1
    n += 2
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
