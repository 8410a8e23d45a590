import keras
from keras import layers, Sequential, Input
base = Sequential([Input((6,))])
model = Sequential([base, layers.Dense(2)])
