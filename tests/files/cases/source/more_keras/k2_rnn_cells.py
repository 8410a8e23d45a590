from keras import layers, Sequential, Input, Model
c = [layers.LSTMCell(3), layers.GRUCell(2)]
c[0].trainable = False
model = Sequential([Input((4, 2)), layers.RNN(c)])
c.append(layers.GRUCell(9))
