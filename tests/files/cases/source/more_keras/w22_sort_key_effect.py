import keras
from keras import layers, Sequential, Input, Model
n = [2]
def key(x):
    n[0] += 1
    return -x
xs = sorted([1, 2, 3], key=key)
model = Sequential([Input((10,)), layers.Dense(n[0]), layers.Dense(xs[0])])
