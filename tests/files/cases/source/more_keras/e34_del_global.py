import keras
from keras import layers, Sequential, Input, Model
units = 8
def f(): return layers.Dense(units)
del units
units = 6
model = Sequential([Input((10,)), f()])
