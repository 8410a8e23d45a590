from keras import layers, Sequential, Input, Model
model = Sequential([Input((3,)), layers.Dense(4), layers.Dropout(.2), layers.Dense(2)])
for l in filter(lambda l: isinstance(l, layers.Dense), model.layers): l.trainable = False
model.layers[-1].trainable = len(model.weights) == 4
