from keras import layers, Sequential, Input
model = Sequential([Input((3,)), layers.Dense(2, name='a')])
try:
    model.add(layers.Dense(6, name='a'))
except ValueError:
    pass
model.add(layers.Dense(1))
