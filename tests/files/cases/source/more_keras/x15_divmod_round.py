import keras
from keras import layers, Sequential, Input, Model
import math
q, r = divmod(-17, 5)
model = Sequential([Input((10,)), layers.Dense(q + 9), layers.Dense(r), layers.Dense(math.ceil(7 / 2)), layers.Dense(math.floor(-0.5) + 4), layers.Dense(int(math.sqrt(17)))])
