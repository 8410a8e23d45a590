import keras
from keras import layers, Sequential, Input, Model
i = Input((5, 3))
a, b = layers.Bidirectional(layers.GRU(4), merge_mode=None)(i)
model = Model(i, layers.Dense(2)(layers.Concatenate()([a, b])))
