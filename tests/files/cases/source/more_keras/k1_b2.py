import settings
from keras import layers, Sequential, Input
def f():
    for i in range(3):
        if settings.f(): break
        return 5
    return 7
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
