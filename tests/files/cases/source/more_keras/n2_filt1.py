from keras import layers, Sequential, Input
import settings
c = []
def pred(x):
    c.append(x)
    return settings.f()
for x in filter(pred, [1, 2, 3]): pass
n = len(c)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
