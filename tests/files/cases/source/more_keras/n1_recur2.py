from keras import layers, Sequential, Input
import settings
seen = []
def f(k):
    seen.append(k)
    return 1 if k < 2 else k + f(k - 2)
f(settings.x)
n = len(seen)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 4
#ALT settings: x = 1
