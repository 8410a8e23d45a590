import keras
from keras import layers, Sequential, Input, Model
class C:
    def __init__(self): self._u = 4
    @property
    def units(self): return self._u
    @units.setter
    def units(self, v): self._u = v * 2
c = C()
c.units = 8
c.units += 1
model = Sequential([Input((10,)), layers.Dense(c.units)])
