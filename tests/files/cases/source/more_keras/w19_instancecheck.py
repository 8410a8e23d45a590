import keras
from keras import layers, Sequential, Input, Model
class M(type):
    def __instancecheck__(cls, o): return True
class C(metaclass=M): pass
model = Sequential([Input((10,)), layers.Dense(8 if isinstance(3, C) else 4)])
