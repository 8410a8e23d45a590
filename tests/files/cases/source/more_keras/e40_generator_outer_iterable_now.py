import keras
from keras import layers, Sequential, Input, Model
sizes = [4]
k = 1
g = (s * k for s in sizes)
sizes = [50, 60]
k = 3
model = Sequential([Input((10,)), *[layers.Dense(s) for s in g]])
