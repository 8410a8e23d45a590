from keras import layers, Sequential, Input, Model
a = layers.Dense(3); b = layers.Dense(3); c = layers.LSTM(3); d = layers.Conv2D(2, 2)
model = Sequential([Input((4,)), a, b])
for l in model.layers:
    if l.name == 'dense': l.trainable = False
