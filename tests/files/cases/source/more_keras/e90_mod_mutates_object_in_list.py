import keras
from keras import layers, Sequential, Input, Model
#MOD helper: def tune(cs): cs[0].units = 32
from helper import tune
class C: units = 8
c = C()
tune([c])
model = Sequential([Input((10,)), layers.Dense(c.units)])
