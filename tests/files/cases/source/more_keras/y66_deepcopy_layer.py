import keras
from keras import layers, Sequential, Input, Model
import copy
d = layers.Dense(4)
e = copy.deepcopy(d)
model = Sequential([Input((10,)), e])
