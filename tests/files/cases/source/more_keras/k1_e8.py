import settings
from keras import layers, Sequential, Input
def f():
    try:
        if settings.f(): return 1
        raise ValueError
    except ValueError:
        return 2
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
