import keras
from keras import layers, Sequential, Input, Model
#MOD helper: name='units'
from helper import name
class C: units = 8
setattr(C, name, 32)
model = Sequential([Input((10,)), layers.Dense(C.units)])
