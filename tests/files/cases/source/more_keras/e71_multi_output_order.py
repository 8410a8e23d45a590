import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
h = layers.Dense(8)(i)
a = layers.Dense(2, name='late')(layers.Dense(5)(h))
b = layers.Dense(3)(h)
model = Model(i, [b, a])
for l in model.layers[2:4]: l.trainable = False
