import keras
from keras import layers, Sequential, Input, Model
class C:
    units = 8
a = C(); b = C()
a.units = 16
C.units = 4
model = Sequential([Input((10,)), layers.Dense(a.units), layers.Dense(b.units)])
