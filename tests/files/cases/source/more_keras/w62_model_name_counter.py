import keras
from keras import layers, Sequential, Input, Model
a = Sequential([Input((10,)), layers.Dense(2)])
b = Sequential([Input((10,)), layers.Dense(3)])
i = Input((10,))
model = Model(i, layers.Concatenate()([a(i), b(i)]))
model.get_layer('sequential_1').trainable = False
