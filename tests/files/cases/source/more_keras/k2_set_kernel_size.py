from keras import layers, Sequential, Input
c = layers.Conv1D(3, 2); c.kernel_size = (4,)
model = Sequential([Input((8, 3)), c])
