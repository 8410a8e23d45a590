import settings
from keras import layers, Sequential, Input
def f():
    while True:
        if settings.f(): break
        raise ValueError
    return 3
try: n = f()
except ValueError: n = 5
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
