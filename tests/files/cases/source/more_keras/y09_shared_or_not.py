import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
i = Input((8,))
d = layers.Dense(8)
e = d if settings.f else layers.Dense(8)
model = Model(i, e(d(i)))
