import keras
from keras import layers, Sequential, Input, Model
import builtins
builtins.sum = lambda x: 9
model = Sequential([Input((10,)), layers.Dense(sum([1]))])
