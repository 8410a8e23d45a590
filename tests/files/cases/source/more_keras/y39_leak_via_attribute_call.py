import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append\nclass X:\n    @property\n    def a(self): kept[0].append(9)\nx = X()
#ALT settings: hold=lambda f: 0\nclass X: a=1\nx = X()
import settings
xs = [3]
settings.hold(xs)
ys = xs
settings.x.a
model = Sequential([Input((10,)), *[layers.Dense(u) for u in ys]])
