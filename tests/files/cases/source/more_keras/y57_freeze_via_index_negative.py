import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
x = layers.Dense(4)(i)
y = layers.Dense(5)(i)
z = layers.Concatenate()([y, x])
model = Model(i, layers.Dense(2)(z))
model.layers[1].trainable = False
model.layers[-2].trainable = False
