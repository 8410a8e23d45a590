import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,))])
try:
    model.add(3)
except ValueError:
    model.add(layers.Dense(5))
