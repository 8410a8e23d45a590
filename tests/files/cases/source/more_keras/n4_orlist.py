from keras import layers, Sequential, Input
import settings
l = settings.x or [1]
l.append(2)
n = len(l)
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = []
#ALT settings: x = [4, 5]
