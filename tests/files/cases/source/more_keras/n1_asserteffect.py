from keras import layers, Sequential, Input
import settings
n = 2
def f():
    global n
    n = 5
    return 'x'
try:
    assert settings.x, f()
except AssertionError: pass
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 0
