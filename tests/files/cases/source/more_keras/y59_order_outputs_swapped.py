import keras
from keras import layers, Sequential, Input, Model
a = Input((3,)); b = Input((4,))
y = layers.Dense(5)(b)
x = layers.Dense(6)(a)
model = Model([b, a], [x, y])
model.layers[-1].trainable = False
