import keras
from keras import layers, Sequential, Input, Model
c = layers.LSTMCell(4)
i = Input((5, 3))
x = layers.Concatenate()([layers.RNN(c)(i), layers.RNN(c)(i)])
model = Model(i, x)
