import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import keras; Dense=lambda u: keras.layers.Dense(u * 2)
from settings import Dense
model = Sequential([Input((10,)), Dense(4)])
