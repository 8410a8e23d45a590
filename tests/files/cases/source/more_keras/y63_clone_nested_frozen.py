import keras
from keras import layers, Sequential, Input, Model
inner = Sequential([Input((10,)), layers.Dense(4)])
inner.trainable = False
b = Sequential([Input((10,)), inner, layers.Dense(3)])
model = keras.models.clone_model(b)
