import keras
from keras import layers, Sequential, Input, Model
class Flag:
    def __bool__(self): return False
model = Sequential([Input((10,)), layers.Dense(8 if Flag() else 4)])
