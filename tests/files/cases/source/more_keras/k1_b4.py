import settings
from keras import layers, Sequential, Input
def g():
    settings.f() and (yield 1)
    yield 2
n = len(list(g()))
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
