from keras import layers, Sequential, Input
e = layers.Embedding(10, 4); e.output_dim = 6
model = Sequential([Input((8,)), e])
