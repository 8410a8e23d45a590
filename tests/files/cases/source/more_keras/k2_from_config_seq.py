import keras
from keras import layers, Sequential, Input, Model
s = Sequential([Input((4,)), layers.Dense(2), layers.Dense(3)])
s.layers[0].trainable = False
model = Sequential.from_config(s.get_config())
