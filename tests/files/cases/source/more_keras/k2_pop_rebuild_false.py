from keras import layers, Sequential, Input
model = Sequential([Input((3,)), layers.Dense(4), layers.Dense(5)])
model.pop(rebuild=False)
model.add(layers.Dense(2))
