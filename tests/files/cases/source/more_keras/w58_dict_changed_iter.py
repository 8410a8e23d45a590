import keras
from keras import layers, Sequential, Input, Model
d = {'a': 1}
n = 4
try:
    for k in d: d[k + 'b'] = 2
except RuntimeError:
    n = 6
model = Sequential([Input((10,)), layers.Dense(n + len(d))])
