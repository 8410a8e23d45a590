import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(8), layers.BatchNormalization(scale=False), layers.LayerNormalization(center=False)])
for l in model.layers:
    if type(l).__name__ == 'BatchNormalization': l.trainable = False
