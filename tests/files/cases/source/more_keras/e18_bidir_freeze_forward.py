import keras
from keras import layers, Sequential, Input, Model
b = layers.Bidirectional(layers.GRU(4))
model = Sequential([Input((5, 3)), b, layers.Dense(1)])
b.forward_layer.trainable = False
