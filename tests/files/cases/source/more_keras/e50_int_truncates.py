import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(int(-2.7) + 6), layers.Dense(round(2.5)), layers.Dense(round(3.5))])
