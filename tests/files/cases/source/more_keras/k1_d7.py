from keras import layers, Sequential, Input
def net():
    m = Sequential([Input((3,)), layers.Dense(2)])
    return m
model = Sequential([Input((3,))])
def build():
    model.add(layers.Dense(9))
    return model
