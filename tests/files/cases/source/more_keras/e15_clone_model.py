import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4)])
base.layers[0].trainable = False
model = keras.models.clone_model(base)
base.trainable = False
