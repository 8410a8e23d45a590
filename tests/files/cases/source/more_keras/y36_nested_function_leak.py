import keras
from keras import layers, Sequential, Input, Model
#MOD settings: call=lambda f: f()()
#ALT settings: call=lambda f: 0
import settings
xs = [3]
def outer():
    def inner(): xs.append(4)
    return inner
settings.call(outer)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
