import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
l = model.layers[0] if settings.f else model.layers[1]
l.trainable = False
