import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(8)])
base.compile('sgd', 'mse')
model = Sequential([Input((10,)), base, layers.Dense(1)])
model.compile('adam', 'mse')
base.trainable = False
