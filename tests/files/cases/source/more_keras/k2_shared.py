from keras import layers, Sequential, Input, Model
d = layers.Dense(3)
a = Sequential([Input((3,)), d, layers.Dense(3)])
b = Sequential([Input((3,)), d, a, d])
a.trainable = False
model = b
