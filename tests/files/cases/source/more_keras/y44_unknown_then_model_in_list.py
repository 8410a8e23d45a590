import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda ms: ms[0].pop()
#ALT settings: hold=lambda f: 0
import settings
model = Sequential([Input((10,)), layers.Dense(3), layers.Dense(4)])
settings.hold({'a': (model,)}['a'])
