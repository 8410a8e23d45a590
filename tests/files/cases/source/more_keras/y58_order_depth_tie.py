import keras
from keras import layers, Sequential, Input, Model
a = Input((3,)); b = Input((4,))
y = layers.Dense(5)(b)
x = layers.Dense(6)(a)
q = layers.Dense(7)(x)
r = layers.Concatenate()([y, q])
model = Model([a, b], r)
for l in model.layers[2:3]: l.trainable = False
