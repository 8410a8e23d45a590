import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.Dropout(.1), layers.Dense(4)])
for l in filter(lambda l: l.count_params() > 50, model.layers): l.trainable = False
