import keras
from keras import layers, Sequential, Input, Model
class C:
    def __contains__(self, x): return x == 3
model = Sequential([Input((10,)), layers.Dense(8 if 4 in C() else 5), layers.Dense(8 if 3 in C() else 5)])
