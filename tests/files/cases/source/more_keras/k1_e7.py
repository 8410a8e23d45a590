import settings
from keras import layers, Sequential, Input
try:
    for i in range(3):
        if settings.f(): break
        raise ValueError
    else:
        n = 8
    n = 3
except ValueError: n = 9
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
