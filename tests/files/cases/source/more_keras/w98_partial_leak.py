import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda f: f()
#ALT settings: hold=lambda x: 0
import settings, functools
xs = [4]
settings.hold(functools.partial(xs.append, 5))
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
