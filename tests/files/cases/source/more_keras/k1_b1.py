import settings
from keras import layers, Sequential, Input
def f():
    if settings.f(): return 1
    raise ValueError
n = 4
try:
    n = f()
except ValueError:
    n = 2
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
