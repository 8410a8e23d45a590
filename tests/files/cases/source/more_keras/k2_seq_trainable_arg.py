from keras import layers, Sequential, Input, Model
inner = Sequential([Input((3,)), layers.Dense(4)], trainable=False)
model = Sequential([inner, layers.Dense(2)])
inner.layers[0].trainable = True
