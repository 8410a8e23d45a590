import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,))])
model.trainable = False
model.add(layers.Dense(4))
model.trainable = True
model.add(layers.Dense(4, trainable=False))
