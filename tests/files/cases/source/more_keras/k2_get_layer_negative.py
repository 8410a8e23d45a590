from keras import layers, Sequential, Input, Model
model = Sequential([Input((4,)), layers.Dense(3, name='x'), layers.Dense(2)])
model.get_layer(index=-1).trainable = False
