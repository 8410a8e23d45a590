import keras
from keras import layers, Sequential, Input, Model
#MOD settings: class X:\n    def __eq__(s, o): o.units = 9; return True\nx = X()
#ALT settings: x=3
import settings
class C: units = 4
c = C()
c == settings.x
model = Sequential([Input((10,)), layers.Dense(c.units)])
