import keras
from keras import layers, Sequential, Input, Model
it = iter([1, 2, 3, 4, 5])
pairs = list(zip(it, it))
model = Sequential([Input((10,)), layers.Dense(sum(a * b for a, b in pairs)), layers.Dense(len(list(it)) + 2)])
