import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(-7 // 2 + 9), layers.Dense(-7 % 4)])
