from keras import layers, Sequential, Input
import settings
c = []
def g():
    c.append(1)
    yield 1
    c.append(2)
it = g()
settings.f(it)
n = len(c) + 1
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = list
#ALT settings: f = lambda x: 1
