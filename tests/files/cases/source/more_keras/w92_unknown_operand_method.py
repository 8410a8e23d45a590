import keras
from keras import layers, Sequential, Input, Model
#MOD settings: class X:\n    def __radd__(s, o): o.append(3); return o\nx = X()
#ALT settings: x=[]
import settings
xs = [4]
ys = xs + settings.x
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
