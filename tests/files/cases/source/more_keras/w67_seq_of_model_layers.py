import keras
from keras import layers, Sequential, Input, Model
a = Sequential([Input((10,)), layers.Dense(4), layers.Dense(5)])
a.trainable = False
model = Sequential([Input((10,)), *a.layers, layers.Dense(2)])
