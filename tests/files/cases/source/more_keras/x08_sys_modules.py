import keras
from keras import layers, Sequential, Input, Model
#MOD settings: def go(): import sys; sys.modules['__main__'].n = 9
#ALT settings: go=lambda: 0
import settings
n = 4
def g():
    return n
settings.go()
model = Sequential([Input((10,)), layers.Dense(4)])
