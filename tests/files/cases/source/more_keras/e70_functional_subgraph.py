import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
a = layers.Dense(8)(i)
b = layers.Dense(50)(i)
model = Model(i, layers.Dense(2)(a))
