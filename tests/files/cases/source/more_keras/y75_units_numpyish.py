import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(int(4.9)), layers.Dense(True + 2)])
