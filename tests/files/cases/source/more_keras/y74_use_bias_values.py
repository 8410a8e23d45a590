import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(4, use_bias=0), layers.Dense(3, use_bias='x'), layers.Dense(2, use_bias=None)])
