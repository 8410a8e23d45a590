import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
d = layers.Dense(10)
x = d(i)
frozen = Model(i, x)
frozen.trainable = False
model = Model(i, layers.Dense(1)(d(x)))
