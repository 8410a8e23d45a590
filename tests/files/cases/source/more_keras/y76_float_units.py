import keras
from keras import layers, Sequential, Input, Model
n = 4.0
try:
    d = layers.Dense(n)
except Exception:
    d = layers.Dense(3)
model = Sequential([Input((10,)), d])
