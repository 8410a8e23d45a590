import keras
from keras import layers, Sequential, Input, Model
d = {'a': 8, 'b': 16, 'c': 16}
best = max(d, key=d.get)
model = Sequential([Input((10,)), layers.Dense(d[best] + ord(best) - ord('a'))])
