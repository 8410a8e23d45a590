import keras
from keras import layers, Sequential, Input, Model
e = 4
try:
    raise ValueError(8)
except ValueError as e:
    n = e.args[0]
try:
    e
except NameError:
    n += 1
model = Sequential([Input((10,)), layers.Dense(n)])
