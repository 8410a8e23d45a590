import keras
from keras import layers, Sequential, Input, Model
i = Input((5,))
d = layers.Dense(5)
x = d(i)
y = layers.Dense(5)(x)
z = d(y)
model = Model(i, layers.Add()([z, x]))
model.layers[1].trainable = False
