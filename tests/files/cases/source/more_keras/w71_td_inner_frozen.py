import keras
from keras import layers, Sequential, Input, Model
d = layers.Dense(4)
t = layers.TimeDistributed(d)
model = Sequential([Input((5, 3)), t, layers.LSTM(2)])
d.trainable = False
