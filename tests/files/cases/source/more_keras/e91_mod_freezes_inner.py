import keras
from keras import layers, Sequential, Input, Model
#MOD helper: def freeze(l): l.trainable = False
from helper import freeze
inner = Sequential([Input((10,)), layers.Dense(8)])
model = Sequential([Input((10,)), inner, layers.Dense(1)])
freeze(inner.layers[0])
