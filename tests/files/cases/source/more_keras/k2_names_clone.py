import keras
from keras import layers, Sequential, Input, Model
s = Sequential([Input((4,)), layers.Dense(2), layers.Dense(3)])
model = keras.models.clone_model(s)
model.add(layers.Dense(4))
for l in model.layers:
    if l.name in ('dense', 'dense_2'): l.trainable = False
