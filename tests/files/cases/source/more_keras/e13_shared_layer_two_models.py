import keras
from keras import layers, Sequential, Input, Model
d = layers.Dense(8)
a = Sequential([Input((10,)), d, layers.Dense(2)])
model = Sequential([Input((10,)), d, layers.Dense(3)])
a.trainable = False
