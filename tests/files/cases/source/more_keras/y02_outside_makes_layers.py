import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import keras\ndef f(): keras.layers.Dense(3)
#ALT settings: f=lambda: 0
import settings
settings.f()
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
for l in model.layers:
    if l.name == 'dense_1': l.trainable = False
