from keras import layers, Sequential, Input, Model
b = Sequential([Input((3,)), layers.Dense(4)])
model = Sequential([b, layers.Dense(b.count_params()), layers.Dense(b.layers[0].count_params())])
