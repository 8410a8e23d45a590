import keras
from keras import layers, Sequential, Input, Model
class A:
    kinds = []
    def __init_subclass__(cls, **kw): A.kinds.append(cls)
class B(A): pass
class C(A): pass
model = Sequential([Input((10,)), layers.Dense(len(A.kinds) * 4)])
