from keras import layers, Sequential, Input, Model
i = Input((3,))
x = layers.Dense(4, name='a')(i)
y = layers.Dense(5, name='a')(x)
model = Model(i, x)
try:
    model = Model(i, y)
except ValueError: pass
