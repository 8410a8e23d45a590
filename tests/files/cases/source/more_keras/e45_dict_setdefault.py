import keras
from keras import layers, Sequential, Input, Model
d = {}
for k, v in [('x', 3), ('y', 4), ('x', 5)]:
    d.setdefault(k, []).append(v)
model = Sequential([Input((10,)), layers.Dense(sum(d['x'])), layers.Dense(len(d))])
