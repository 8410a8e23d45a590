import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4)])
last = model.pop()
model.add(layers.Dense(6))
if last is not None: model.add(layers.Dense(3))
