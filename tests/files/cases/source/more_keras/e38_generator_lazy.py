import keras
from keras import layers, Sequential, Input, Model
log = []
def gen():
    log.append(1)
    yield 4
    log.append(2)
    yield 8
g = gen()
n = len(log)
next(g)
model = Sequential([Input((10,)), layers.Dense(len(log) + n + 1)])
