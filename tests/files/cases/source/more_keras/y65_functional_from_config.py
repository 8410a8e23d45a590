import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
b = Model(i, layers.Dense(4)(i))
b.trainable = False
model = Model.from_config(b.get_config())
