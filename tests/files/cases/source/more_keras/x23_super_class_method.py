import keras
from keras import layers, Sequential, Input, Model
class A:
    @classmethod
    def make(cls): return cls.units
    units = 4
class B(A):
    units = 5
    @classmethod
    def make(cls): return super().make() + 1
model = Sequential([Input((10,)), layers.Dense(B.make()), layers.Dense(B().make()), layers.Dense(A.make())])
