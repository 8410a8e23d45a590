import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda f: setattr(f.__defaults__[0], 'trainable', False)
#ALT settings: hold=lambda f: 0
import settings
model = Sequential([Input((10,)), layers.Dense(3)])
settings.hold(lambda l=model.layers[0]: 1)
