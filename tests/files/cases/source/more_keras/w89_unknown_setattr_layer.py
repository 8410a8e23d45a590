import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a='trainable'
#ALT settings: a='other'
import settings
model = Sequential([Input((10,)), layers.Dense(4)])
setattr(model.layers[0], settings.a, False)
