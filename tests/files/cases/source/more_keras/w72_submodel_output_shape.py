import keras
from keras import layers, Sequential, Input, Model
b = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, strides=2), layers.Flatten()])
model = Sequential([Input((8, 8, 3)), b, layers.Dense(b.output_shape[1] // 4), layers.Dense(b.layers[0].output.shape[-1])])
