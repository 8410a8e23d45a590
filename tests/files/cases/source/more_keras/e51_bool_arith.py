import keras
from keras import layers, Sequential, Input, Model
deep, wide = True, False
model = Sequential([Input((10,)), layers.Dense(4 + deep * 8 + wide * 16), layers.Dense([3, 5][deep])])
