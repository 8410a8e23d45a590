import keras
from keras import layers, Sequential, Input, Model
a = 0 or [] or 6
b = 4 and 7
c = None and 3 or 5
model = Sequential([Input((10,)), layers.Dense(a), layers.Dense(b), layers.Dense(c)])
