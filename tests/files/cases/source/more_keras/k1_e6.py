import settings, contextlib
from keras import layers, Sequential, Input
def g():
    with contextlib.suppress(ValueError):
        yield 1
        settings.f()
        yield 2
n = sum(g())
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: int('x')
#ALT settings: f = lambda: False
