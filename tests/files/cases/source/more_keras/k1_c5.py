import settings
from keras import layers, Sequential, Input
n = 4
def f():
    global n
    for i in range(3):
        try:
            if settings.f(): return 1
            n += 1
        finally:
            continue
    return n
f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: False
