import settings
from keras import layers, Sequential, Input
n = 3
def f():
    global n
    try:
        settings.f()
    except ValueError:
        n += 1
        raise
    else:
        n += 10
        return
    finally:
        n += 100
try: f()
except ValueError: n += 2
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: True
#ALT settings: f = lambda: int('x')
