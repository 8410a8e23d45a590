import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
xs, ys = [1], [2]
put = (xs if settings.f else ys).append
put(7)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
