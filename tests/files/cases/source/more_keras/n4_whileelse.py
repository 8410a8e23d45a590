from keras import layers, Sequential, Input
import settings
k = 3
while k:
    k -= 1
    if k == settings.x: break
else: k = 8
n = k + 1
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 9
