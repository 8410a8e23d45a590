import keras
from keras import layers, Sequential, Input, Model
n = [1]
def init(shape, dtype=None):
    n.append(1)
    return keras.ops.zeros(shape)
model = Sequential([Input((10,)), layers.Dense(3)])
model.add(layers.Dense(len(n) + 1))
