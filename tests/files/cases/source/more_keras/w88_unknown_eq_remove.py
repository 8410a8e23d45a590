import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a=4
#ALT settings: a=5
import settings
xs = [4, 6]
if settings.a in xs: xs.remove(settings.a)
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
