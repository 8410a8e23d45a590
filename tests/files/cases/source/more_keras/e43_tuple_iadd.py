import keras
from keras import layers, Sequential, Input, Model
t = (4,)
s = t
s += (8,)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in t]])
