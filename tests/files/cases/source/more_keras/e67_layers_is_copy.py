import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4)])
model.layers.pop()
model.layers.append(layers.Dense(100))
