import keras
from keras import layers, Sequential, Input, Model
l = layers.LSTM(4, return_sequences=True)
i = Input((5, 3))
x = layers.Bidirectional(l)(i)
x = layers.Bidirectional(l)(x)
model = Model(i, x)
