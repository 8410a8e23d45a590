import keras
from keras import layers, Sequential, Input, Model
class C:
    units = 4
    def __getattribute__(self, k): return 7
model = Sequential([Input((10,)), layers.Dense(C().units)])
