import keras
from keras import layers, Sequential, Input, Model
a = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3)])
i = Input((10,))
model = Model(i, a(i))
a.pop()
