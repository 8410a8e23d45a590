import keras
from keras import layers, Sequential, Input, Model
class U:
    def __get__(self, o, t): return 6 if o is None else 3
    def __set__(self, o, v): o.__dict__['v'] = v
class C:
    units = U()
c = C(); c.units = 50
model = Sequential([Input((10,)), layers.Dense(c.units), layers.Dense(C.units)])
