from keras import layers, Sequential, Input, Model
model = Sequential([Input((4,)), layers.Dense(3)])
model.extra = layers.Dense(5)
model.extra.build((None, 4))
