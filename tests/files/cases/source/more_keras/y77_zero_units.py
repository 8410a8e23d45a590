import keras
from keras import layers, Sequential, Input, Model
try:
    d = layers.Dense(0)
except ValueError:
    d = layers.Dense(3)
model = Sequential([Input((10,)), d])
