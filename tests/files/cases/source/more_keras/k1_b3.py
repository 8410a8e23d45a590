import settings
from keras import layers, Sequential, Input
def g():
    try:
        yield 1
        settings.f()
        yield 2
    except Exception:
        pass
n = len(list(g()))
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: 1/0
#ALT settings: f = lambda: False
