import keras
from keras import layers, Sequential, Input, Model
sizes = [y for x in (1, 2, 3) if (y := x * 2) > 2]
model = Sequential([Input((10,)), *[layers.Dense(s) for s in sizes], layers.Dense(y)])
