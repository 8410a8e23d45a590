import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda o: o.grow()
#ALT settings: hold=lambda x: 0
import settings
n = 4
class C:
    def grow(self):
        global n
        n += 1
settings.hold(C())
model = Sequential([Input((10,)), layers.Dense(n)])
