import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
x = layers.Lambda(lambda t: t[:, :4])(i)
model = Model(i, layers.Dense(3)(x))
