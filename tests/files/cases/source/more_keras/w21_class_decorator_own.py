import keras
from keras import layers, Sequential, Input, Model
def reg(c):
    c.units *= 3
    return c
@reg
class C: units = 4
model = Sequential([Input((10,)), layers.Dense(C.units)])
