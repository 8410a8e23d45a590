from keras import layers, Sequential, Input
import settings
def f(k): return 1 if k < 2 else k + f(k - 2)
f(settings.x)
n = f(9)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 4
