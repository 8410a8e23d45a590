import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
a = Model(i, layers.Dense(4)(i))
a.trainable = False
b = Model(i, layers.Dense(3)(a(i)))
b.trainable = True
model = b
