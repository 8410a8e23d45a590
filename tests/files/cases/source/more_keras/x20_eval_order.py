import keras
from keras import layers, Sequential, Input, Model
log = []
def f(n):
    log.append(n)
    return n
d = {f(3): f(4), f(1): f(2)}
xs = [0, 0]
xs[f(0)] = f(9)
model = Sequential([Input((10,)), layers.Dense(log[0]), layers.Dense(log[1]), layers.Dense(log[4] + 1), layers.Dense(log[5] + 1)])
