import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4)])
d = model.layers[-1]
model.pop()
model.trainable = False
model.add(d)
d.trainable = True
