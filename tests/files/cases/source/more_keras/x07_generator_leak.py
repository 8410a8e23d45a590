import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda g: next(g)
#ALT settings: hold=lambda g: 0
import settings
g = iter([4, 5])
settings.hold(g)
model = Sequential([Input((10,)), layers.Dense(next(g))])
