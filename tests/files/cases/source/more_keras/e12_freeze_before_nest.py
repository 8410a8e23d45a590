import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(8), layers.Dense(6)])
base.layers[0].trainable = False
outer = Sequential([Input((10,)), base, layers.Dense(2)])
outer.trainable = False
outer.trainable = True
model = outer
