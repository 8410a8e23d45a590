import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4), layers.Dense(2)])
ls = model.layers
for l in ls[:2]: l.trainable = False
for l in ls[::-2]: l.trainable = not l.trainable
