import keras
from keras import layers, Sequential, Input, Model
class M(type):
    def __call__(cls, *a): return 8
    @property
    def units(cls): return 3
    def __len__(cls): return 5
class C(metaclass=M): pass
model = Sequential([Input((10,)), layers.Dense(C(1)), layers.Dense(C.units), layers.Dense(len(C))])
