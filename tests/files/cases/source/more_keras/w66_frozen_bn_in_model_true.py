import keras
from keras import layers, Sequential, Input, Model
m = Sequential([Input((10,)), layers.BatchNormalization(trainable=False), layers.Dense(2)])
i = Input((10,))
model = Model(i, m(i))
m.trainable = True
