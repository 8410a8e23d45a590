import keras
from keras import layers, Sequential, Input, Model
b = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3)])
b.trainable = False
model = keras.models.clone_model(b)
