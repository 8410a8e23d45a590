from keras import layers, Sequential, Input
import settings
a, b = [1], [2, 3]
a, b = b, a
if settings.x: a, b = b, a
a.append(1)
n = len(a) + len(b)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 0
