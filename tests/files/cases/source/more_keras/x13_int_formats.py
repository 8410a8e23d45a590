import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(int('0b11', 2) + int('1_0')), layers.Dense(0x0f), layers.Dense(int(' 7 ')), layers.Dense(-(-7 // 2)), layers.Dense(2 ** 3 ** 0)])
