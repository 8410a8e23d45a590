import keras
from keras import layers, Sequential, Input, Model
f = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3), layers.Dense(2)])
model = Model(f.inputs, f.layers[-2].output)
f.layers[0].trainable = False
