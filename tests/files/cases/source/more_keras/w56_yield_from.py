import keras
from keras import layers, Sequential, Input, Model
def a():
    r = yield from b()
    yield r
def b():
    yield 2
    return 7
model = Sequential([Input((10,)), *[layers.Dense(u) for u in a()]])
