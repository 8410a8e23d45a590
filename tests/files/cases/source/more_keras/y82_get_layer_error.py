import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(3)])
try:
    model.get_layer('nope').trainable = False
except ValueError:
    model.add(layers.Dense(2))
