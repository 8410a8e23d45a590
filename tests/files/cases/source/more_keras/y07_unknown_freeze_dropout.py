import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
model = Sequential([Input((10,)), layers.Dense(8), layers.Dropout(.2)])
model.layers[1].trainable = settings.f
