import keras
from keras import layers, Sequential, Input, Model
i = Input((5, 3))
cells = layers.StackedRNNCells([layers.GRUCell(4), layers.LSTMCell(2)])
cells.cells[0].trainable = False
model = Model(i, layers.RNN(cells)(i))
