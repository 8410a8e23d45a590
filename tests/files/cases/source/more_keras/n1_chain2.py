from keras import layers, Sequential, Input
import settings
n = 3
if 0 < settings.x < (n := 9): pass
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = -1
#ALT settings: x = 5
