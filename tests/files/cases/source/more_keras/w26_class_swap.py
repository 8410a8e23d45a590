import keras
from keras import layers, Sequential, Input, Model
class A: units = 4
class B: units = 7
a = A()
a.__class__ = B
model = Sequential([Input((10,)), layers.Dense(a.units)])
