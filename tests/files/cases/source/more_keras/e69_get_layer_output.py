import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
x = layers.Dense(8, name='a')(i)
x = layers.Dense(6, name='b')(x)
full = Model(i, layers.Dense(3)(x))
model = Model(full.input, full.get_layer('a').output)
full.get_layer('b').trainable = False
full.layers[1].trainable = False
