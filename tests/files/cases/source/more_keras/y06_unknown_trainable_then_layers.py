import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
model.trainable = settings.f
for l in model.layers: l.trainable = True
