from keras import layers, Sequential, Input
import settings
def f():
    k = 1
    def g():
        nonlocal k
        k = 9
    settings.f(g)
    return k
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda g: g()
#ALT settings: f = lambda g: 1
