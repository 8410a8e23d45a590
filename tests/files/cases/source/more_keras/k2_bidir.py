from keras import layers, Sequential, Input, Model
l = layers.LSTM(3)
b = layers.Bidirectional(l)
l.trainable = False
model = Sequential([Input((4, 2)), b])
