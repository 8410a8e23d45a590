import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3)])
model.layers[0].trainable = 0
model.layers[1].trainable = 'no'
