import keras
from keras import layers, Sequential, Input, Model
#MOD settings: n='a'
#ALT settings: n='b'
import settings
model = Sequential([Input((10,)), layers.Dense(4, name=settings.n), layers.Dense(3)])
for l in model.layers:
    if l.name == 'a': l.trainable = False
