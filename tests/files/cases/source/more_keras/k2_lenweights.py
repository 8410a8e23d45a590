from keras import layers, Sequential, Input, Model
model = Sequential([Input((3,)), layers.Dense(4), layers.BatchNormalization(), layers.LSTM(2) if False else layers.Dense(2)])
if len(model.trainable_weights) == 6 and len(model.weights) == 8: model.layers[0].trainable = False
if len(model.trainable_weights) == 4: model.add(layers.Dense(3))
