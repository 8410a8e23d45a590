import keras
from keras import layers, Sequential, Input, Model
specs = [('x', 8), ('y', 4), ('z', 8)]
specs.sort(key=lambda s: -s[1])
model = Sequential([Input((10,)), *[layers.Dense(u, name=n) for n, u in specs]])
model.get_layer('z').trainable = False
