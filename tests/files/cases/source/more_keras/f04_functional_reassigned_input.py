import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
x = layers.Dense(8)(i)
i = Input((4,))
y = layers.Dense(3)(i)
model = Model(i, y)
