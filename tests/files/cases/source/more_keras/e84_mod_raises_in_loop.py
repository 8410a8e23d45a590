import keras
from keras import layers, Sequential, Input, Model
#MOD helper: def check(i): assert i < 2
from helper import check
model = Sequential([Input((10,))])
try:
    for i in range(4):
        check(i)
        model.add(layers.Dense(8))
except AssertionError:
    pass
