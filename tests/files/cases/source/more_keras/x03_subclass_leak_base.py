import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda c: setattr(c.__mro__[1], 'units', 9)
#ALT settings: hold=lambda x: 0
import settings
class C: units = 4
class D(C): pass
settings.hold(D)
model = Sequential([Input((10,)), layers.Dense(C.units)])
