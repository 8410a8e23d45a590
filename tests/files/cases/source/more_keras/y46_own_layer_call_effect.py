import keras
from keras import layers, Sequential, Input, Model
n = 3
class L(layers.Layer):
    def call(self, x):
        global n
        n += 1
        return x
i = Input((10,))
x = L()(i)
model = Model(i, layers.Dense(n)(x))
