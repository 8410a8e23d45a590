import settings
from keras import layers, Sequential, Input
def f():
    for i in range(5):
        if settings.f(): continue
        raise ValueError
    return 7
n = 3
try: n = f()
except ValueError: n = 9
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
