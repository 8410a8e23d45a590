import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]\nhold=lambda f: f(3)
#ALT settings: hold=lambda x: 0
import settings
xs = [4]
settings.hold(xs.append)
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
