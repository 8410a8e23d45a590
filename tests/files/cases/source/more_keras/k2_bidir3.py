from keras import layers, Sequential, Input, Model
l = layers.LSTM(3, return_sequences=True); k = layers.GRU(3, return_sequences=True, go_backwards=True)
b = layers.Bidirectional(l, backward_layer=k)
k.trainable = False
model = Sequential([Input((4, 2)), b, k])
