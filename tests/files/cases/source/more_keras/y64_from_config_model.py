import keras
from keras import layers, Sequential, Input, Model
b = Sequential([Input((10,)), layers.Dense(4, trainable=False), layers.Dense(3)])
model = Sequential.from_config(b.get_config())
