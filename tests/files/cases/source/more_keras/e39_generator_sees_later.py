import keras
from keras import layers, Sequential, Input, Model
sizes = [4]
g = (s for s in sizes)
sizes.append(8)
model = Sequential([Input((10,)), *[layers.Dense(s) for s in g]])
