import keras
from keras import layers, Sequential, Input, Model
#MOD settings: call=lambda f: f()
#ALT settings: call=lambda f: 0
import settings
model = Sequential([Input((10,)), layers.Dense(8)])
def cb():
    model.layers[0].trainable = False
settings.call(cb)
