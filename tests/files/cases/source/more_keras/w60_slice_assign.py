import keras
from keras import layers, Sequential, Input, Model
xs = [1, 2, 3, 4, 5]
xs[1:3] = [9]
del xs[::2]
xs[:0] = [7]
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
