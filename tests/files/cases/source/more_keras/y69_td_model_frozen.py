import keras
from keras import layers, Sequential, Input, Model
inner = Sequential([Input((2,)), layers.Dense(3)])
t = layers.TimeDistributed(inner)
model = Sequential([Input((4, 2)), t])
inner.layers[0].trainable = False
t.trainable = True
