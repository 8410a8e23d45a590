import keras
from keras import layers, Sequential, Input, Model
class C:
    def __setattr__(self, k, v): object.__setattr__(self, k, v * 2)
c = C()
c.units = 4
model = Sequential([Input((10,)), layers.Dense(c.units)])
