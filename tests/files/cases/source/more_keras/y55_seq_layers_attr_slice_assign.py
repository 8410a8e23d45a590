import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3)])
model = Sequential(base.layers[:1])
model.add(layers.Dense(6))
