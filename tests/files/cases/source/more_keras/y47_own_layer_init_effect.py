import keras
from keras import layers, Sequential, Input, Model
n = 3
class L(layers.Layer):
    def __init__(self):
        super().__init__()
        global n
        n += 2
    def call(self, x): return x
i = Input((10,))
x = L()(i)
model = Model(i, layers.Dense(n)(x))
