from keras import layers, Sequential, Input
d = layers.Dense(4); d.units = 6; d.use_bias = False
c = layers.Conv1D(3, 2); c.filters = 5
b = layers.BatchNormalization(); b.scale = False
model = Sequential([Input((8, 3)), c, b, d])
