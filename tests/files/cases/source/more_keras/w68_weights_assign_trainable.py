import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(4), layers.Dense(2)])
for w in model.layers[0].weights: w.trainable = False
