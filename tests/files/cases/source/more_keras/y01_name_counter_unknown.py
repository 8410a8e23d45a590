import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
if settings.f: layers.Dense(3)
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
for l in model.layers:
    if l.name == 'dense_1': l.trainable = False
