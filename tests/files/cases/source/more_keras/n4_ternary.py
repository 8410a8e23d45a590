from keras import layers, Sequential, Input
import settings
k = settings.x
n = 3 if k else 3
m = [1, 2] if k else [3, 4]
n += len(m)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 0
