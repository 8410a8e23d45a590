import keras
from keras import layers, Sequential, Input
base = Sequential([Input((6,)), layers.Dense(2)])
base.pop()
model = Sequential([base, layers.Dense(2)])
