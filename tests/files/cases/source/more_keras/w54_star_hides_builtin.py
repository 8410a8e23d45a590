import keras
from keras import layers, Sequential, Input, Model
#MOD settings: len=lambda x: 9
#ALT settings: y=1
from settings import *
model = Sequential([Input((10,)), layers.Dense(len([1, 2]))])
