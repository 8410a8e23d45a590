import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import keras; Sequential=lambda ls: keras.Sequential(ls + [keras.layers.Dense(9)])
from settings import *
model = Sequential([Input((10,)), layers.Dense(4)])
