from keras import layers, Sequential, Input, Model
l = layers.LSTM(3); l.trainable = False
b = layers.Bidirectional(l)
b.backward_layer.trainable = True
model = Sequential([Input((4, 2)), b])
