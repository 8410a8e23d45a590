import keras
from keras import layers, Sequential, Input, Model
row = [[layers.Dense(10)]] * 3
i = x = Input((10,))
for (l,) in row: x = l(x)
model = Model(i, x)
