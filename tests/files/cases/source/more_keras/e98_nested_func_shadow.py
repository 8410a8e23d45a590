import keras
from keras import layers, Sequential, Input, Model
u = 4
def outer():
    u = 8
    def inner(): return u
    u = 16
    return inner
model = Sequential([Input((10,)), layers.Dense(outer()())])
