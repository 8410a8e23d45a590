from keras import layers, Sequential, Input
model = Sequential([Input((3,))])
def f():
    model.add(layers.Dense(2))
