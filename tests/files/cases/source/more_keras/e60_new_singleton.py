import keras
from keras import layers, Sequential, Input, Model
class C:
    one = None
    def __new__(cls, *a):
        if cls.one is None: cls.one = super().__new__(cls)
        return cls.one
    def __init__(self, u): self.u = u
a = C(4); b = C(8)
model = Sequential([Input((10,)), layers.Dense(a.u)])
