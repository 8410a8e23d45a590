import keras
from keras import layers, Sequential, Input, Model
sizes = [2, 4, 6, 8]
for s in sizes:
    if s > 3: sizes.remove(s)
model = Sequential([Input((10,)), *[layers.Dense(s) for s in sizes]])
