import keras
from keras import layers, Sequential, Input, Model
i = Input((5, 4))
x = layers.LSTM(3, return_sequences=True)(i)
x = layers.TimeDistributed(layers.Dense(4))(x)
x = layers.Dense(2)(x)
model = Model(i, x)
for l in model.layers:
    if l.name.endswith('_1'): l.trainable = False
