import keras
from keras import layers, Sequential, Input, Model
layers.Dense(3); layers.Dense(4)
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
for l in model.layers:
    if l.name in ('dense', 'dense_3'): l.trainable = False
