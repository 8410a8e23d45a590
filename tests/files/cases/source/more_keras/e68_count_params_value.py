import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(8)])
n = base.count_params() // 11
model = Sequential([Input((10,)), base, layers.Dense(n)])
