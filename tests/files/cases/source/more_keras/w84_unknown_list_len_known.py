import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a=3
#ALT settings: a=5
import settings
xs = [settings.a, 2]
model = Sequential([Input((10,)), layers.Dense(len(xs)), layers.Dense(xs[1])])
