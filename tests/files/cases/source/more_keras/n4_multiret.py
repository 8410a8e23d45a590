from keras import layers, Sequential, Input
import settings
def f(k):
    if k > 2: return 1, 2
    return 3, 4
a, b = f(settings.x)
n = a + b
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 5
