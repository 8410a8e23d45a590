from keras import layers, Sequential, Input
import settings
n = 3
def f():
    global n
    n = 8
    return 9
0 < settings.x < f()
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = -1
#ALT settings: x = 5
