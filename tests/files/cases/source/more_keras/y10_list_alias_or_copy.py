import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
a = [3]
b = a if settings.f else list(a)
b.append(4)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in a]])
