import keras
from keras import layers, Sequential, Input, Model
a = Sequential([layers.Dense(4)])
model = Sequential([Input((10,)), a])
a.add(layers.Dense(3))
n = model.count_params()
model.add(layers.Dense(n % 7 + 1))
