import keras
from keras import layers, Sequential, Input, Model
n = [3]
i = Input((10,))
x = layers.Lambda(lambda t: n.append(1) or t, output_shape=(10,))(i)
model = Model(i, layers.Dense(len(n) + 1)(x))
