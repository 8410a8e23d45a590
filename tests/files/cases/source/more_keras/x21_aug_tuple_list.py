import keras
from keras import layers, Sequential, Input, Model
t = ([4],)
try:
    t[0] += [5]
except TypeError:
    pass
model = Sequential([Input((10,)), *[layers.Dense(u) for u in t[0]]])
