import keras
from keras import layers, Sequential, Input, Model
b = layers.Bidirectional(layers.LSTM(3, name='r'))
model = Sequential([Input((5, 4)), b, layers.Dense(2)])
for l in model.layers:
    if 'bidirectional_r' in l.name: l.trainable = False
