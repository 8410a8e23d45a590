from keras import layers, Sequential, Input, Model
model = Sequential([Input((3,)), layers.Dense(4)])
model.layers[0].kernel.trainable = False
