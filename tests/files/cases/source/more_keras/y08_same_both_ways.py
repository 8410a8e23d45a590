import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
model = Sequential([Input((10,))])
if settings.f: model.add(layers.Dense(8, activation='relu'))
else: model.add(layers.Dense(8, activation='tanh'))
model.add(layers.Dense(2))
