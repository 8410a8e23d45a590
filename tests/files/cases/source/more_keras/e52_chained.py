import keras
from keras import layers, Sequential, Input, Model
n = 5
model = Sequential([Input((10,)), layers.Dense(8 if 1 < n < 5 else 4), layers.Dense(2 if (1 < n) < 5 else 3)])
