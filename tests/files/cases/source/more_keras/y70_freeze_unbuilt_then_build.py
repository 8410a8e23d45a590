import keras
from keras import layers, Sequential, Input, Model
model = Sequential([layers.Dense(4), layers.BatchNormalization()])
model.trainable = False
model.layers[0].trainable = True
model.build((None, 10))
