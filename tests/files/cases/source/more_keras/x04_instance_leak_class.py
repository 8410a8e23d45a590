import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda c: setattr(type(c), 'units', 9)
#ALT settings: hold=lambda x: 0
import settings
class C: units = 4
c = C()
settings.hold(c)
model = Sequential([Input((10,)), layers.Dense(C.units)])
