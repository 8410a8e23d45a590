import keras
from keras import layers, Sequential, Input, Model
from functools import cached_property
n = [3]
class C:
    @cached_property
    def units(self):
        n[0] += 1
        return n[0]
c = C(); c.units
model = Sequential([Input((10,)), layers.Dense(c.units), layers.Dense(n[0])])
