import keras
from keras import layers, Sequential, Input, Model
len = lambda x: 5
model = Sequential([Input((10,)), layers.Dense(len([1]))])
