import settings
from keras import layers, Sequential, Input
n = 4
def f(x):
    global n
    for i in range(5):
        while True:
            if settings.f(): break
            n += 1
            return i
    n = 10
f(1)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
