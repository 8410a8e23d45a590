from keras import layers, Sequential, Input
import settings
def f():
    for i in range(3):
        if settings.f(): break
    else:
        return 9
    return 4
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: 0
#ALT settings: f = lambda: 1
