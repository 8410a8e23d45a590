from keras import layers, Sequential, Input
import settings
m = 1
def pred(x):
    global m
    m = x
    return settings.f()
for x in filter(pred, [1, 2, 3]):
    break
n = m
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
