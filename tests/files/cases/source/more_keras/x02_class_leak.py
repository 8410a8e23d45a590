import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda c: setattr(c, 'units', 9)
#ALT settings: hold=lambda x: 0
import settings
class C: units = 4
class D(C): pass
settings.hold(D.__mro__[1] if False else C)
model = Sequential([Input((10,)), layers.Dense(D().units)])
