import keras
from keras import layers, Sequential, Input, Model
n = 8
def dense(u=n): return layers.Dense(u)
n = 64
model = Sequential([Input((10,)), dense()])
