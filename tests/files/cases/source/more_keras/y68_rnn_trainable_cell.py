import keras
from keras import layers, Sequential, Input, Model
r = layers.RNN(layers.GRUCell(3))
r.trainable = False
model = Sequential([Input((4, 2)), r])
r.cell.trainable = True
