import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8)])
model.trainable = False
d = layers.Dense(4)
d.trainable = True
model.add(d)
