import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.BatchNormalization()])
model.add(layers.Dense(len(model.weights)))
model.layers[1].trainable = False
model.add(layers.Dense(len(model.trainable_weights)))
