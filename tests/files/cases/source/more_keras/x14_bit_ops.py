import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(6 & 3 | 8), layers.Dense(5 ^ 1), layers.Dense(1 << 3), layers.Dense(~-9), layers.Dense(True + True)])
