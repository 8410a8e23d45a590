import settings
from keras import layers, Sequential, Input
def g():
    global n
    try:
        settings.f()
        n = 5
    finally:
        return 1
n = 4
g()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: 1/0
#ALT settings: f = lambda: False
