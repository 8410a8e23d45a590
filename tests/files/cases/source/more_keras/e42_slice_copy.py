import keras
from keras import layers, Sequential, Input, Model
a = [4, 8]
b = a[:]
b.append(16)
a += [2]
model = Sequential([Input((10,)), *[layers.Dense(u) for u in b]])
